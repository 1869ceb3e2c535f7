"""The map as a drawing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from subjectrights.datamap.draw import dot, mermaid
from subjectrights.datamap.model import DataMap

CONTRACT = DataMap.load(Path(__file__).parent / "contract.yaml", environment={})
ODD = DataMap.model_validate(
    {
        "organisation": {"name": 'Ann "the firm"\n& sons'},
        "parties": {"acme": {"name": "<Acme>"}},
        "identifiers": {"customer_id": {}},
        "stores": {
            "crm": {
                "type": "memory",
                "role": "joint_controller",
                "controller": "acme",
                "tables": {
                    "order details": {"identifiers": {"customer_id": 'a"b\\'}},
                    "end": {"belongs_to": {"x": "order details.id"}},
                },
            }
        },
    }
)


def test_mermaid_draws_stores_tables_links_and_who_answers_for_them() -> None:
    lines = mermaid(CONTRACT).splitlines()
    assert lines[0] == "flowchart LR"
    assert '  subgraph n_store__crm["crm (sql), controller: Horizon Contact SA"]' in lines
    assert '  subgraph n_store__campaigns["campaigns (csv), controller: Acme Énergie SA"]' in lines
    assert '    n_crm__customers["customers (one row, one person)"]' in lines
    assert '  n_by__email(["email"])' in lines
    assert '  n_by__email -->|"Courriel"| n_campaigns__energie_5f_2026' in lines
    assert '  n_crm__customers -->|"customer_id"| n_crm__invoices' in lines
    assert lines.count("  end") == 3


def test_what_is_only_pointed_at_is_dotted() -> None:
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "identifiers": {"staff_id": {}},
            "stores": {
                "hr": {
                    "type": "memory",
                    "tables": {
                        "staff": {"identifiers": {"staff_id": "id"}, "refers_to": {"boss": "staff.id"}}
                    },
                }
            },
        }
    )
    assert '  n_hr__staff -.->|"boss"| n_hr__staff' in mermaid(datamap).splitlines()
    assert '  n_hr__staff -> n_hr__staff [label="boss", style=dotted];' in dot(datamap).splitlines()


def test_a_table_with_another_controller_than_its_store_says_so() -> None:
    datamap = DataMap.model_validate(
        {
            "organisation": {"name": "Horizon"},
            "parties": {"acme": {"name": "Acme"}},
            "identifiers": {"email": {"kind": "email"}},
            "stores": {
                "lists": {
                    "type": "memory",
                    "tables": {
                        "own": {"identifiers": {"email": "email"}},
                        "theirs": {
                            "identifiers": {"email": "email"},
                            "role": "processor",
                            "controller": "acme",
                        },
                    },
                }
            },
        }
    )
    drawn = mermaid(datamap)
    assert 'n_lists__theirs["theirs, controller: Acme"]' in drawn
    assert 'n_lists__own["own"]' in drawn


def test_odd_names_stay_text() -> None:
    assert "&lt;Acme&gt;" in mermaid(ODD)
    assert 'n_crm__order_20_details["order details"]' in mermaid(ODD)
    assert '[label="a\\"b\\\\"]' in dot(ODD)
    assert 'Ann \\"the firm\\" & sons and <Acme>' in dot(ODD)


def test_no_url_is_drawn() -> None:
    assert "sqlite" not in mermaid(CONTRACT) + dot(CONTRACT)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("datamap", [CONTRACT, ODD], ids=["contract", "odd names"])
def test_graphviz_reads_the_drawing(datamap: DataMap) -> None:
    done = subprocess.run(["dot", "-Tsvg"], input=dot(datamap), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("<svg") == 1
