"""No sequence of organisers' actions lets one act as another, or leaves access that should have ended.

Hypothesis generates the sequences. A simple model holds the access that each token, link and seat should give. After
every step all of them, including old ones, are tried against it.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, run_state_machine_as_test

from tests.domain.accounts.access_accounts import Accounts
from tests.domain.accounts.office import HASH
from tests.servers.migrated import migrated_sqlite


class Access(Accounts, RuleBasedStateMachine):
    @initialize()
    def two_organisers_are_at_work(self) -> None:
        olga = self.new_account(self.office.first().id or 0, "Olga", HASH)
        otto = self.new_account(self.office.colleague("Otto").id or 0, "Otto", HASH)
        self.sign_in("laptop", olga, kept=False, password="right")
        self.sign_in("phone", olga, kept=True, password="right")
        self.sign_in("tablet", otto, kept=True, password="right")
        self.set_up_a_second_factor("tablet")

    @invariant()
    def everything_is_worth_what_it_should_be(self) -> None:
        self.office.read(self.check)

    @precondition(lambda self: self.all_accounts)
    @invariant()
    def somebody_can_still_sign_in(self) -> None:
        assert any(account.active for account in self.all_accounts)


@pytest.fixture(autouse=True)
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "template.sqlite3"
    migrated_sqlite(file)
    monkeypatch.setattr(Access, "template", file)


def test_no_sequence_of_actions_gives_access_that_has_ended_or_belongs_to_another() -> None:
    run_state_machine_as_test(
        Access,
        settings=settings(
            # Each run draws others.
            max_examples=15,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            # No shrinking, because it takes minutes; a failure prints its steps as they are.
            phases=(Phase.generate,),
        ),
    )
