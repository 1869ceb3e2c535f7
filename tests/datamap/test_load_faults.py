"""Each kind of fault of a data map is told with its line, its key, and what was expected."""

from pathlib import Path

import pytest
from datamap.map_texts import CONTRACT, contract_with, faults, refusal

from subjectrights import DataMap
from subjectrights.errors import DataMapError

CUSTOMERS = "stores.crm.tables.customers"
INVOICES = "stores.crm.tables.invoices"
