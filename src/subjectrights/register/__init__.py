"""What the estate remembers, keyed by fingerprints: marks, duties, notices, journal and ledger.

The values it stores (``Mark``, ``MarkKind``, ``Duty``, ``Notice``, ``PersonLink``, ``Lift``,
``KnownFingerprint``, ``Effects``) are defined in :mod:`subjectrights.effects`, at the bottom of the
library, so that the rights can speak of them without knowing the register.
"""
