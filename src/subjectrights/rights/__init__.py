"""What the law asks, one file a right: from holdings to a plan or an answer."""
