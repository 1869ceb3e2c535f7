"""What people receive: reports, exports and receipts, as documents in their language."""
