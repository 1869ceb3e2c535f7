"""The rights that change something: what :class:`Subject` and :class:`Subjects` have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from subjectrights.arguments import names, new_values, text
from subjectrights.errors import RequestError
from subjectrights.plan import Instruction, Plan
from subjectrights.terms import RestrictionException, RestrictionGround, Right

if TYPE_CHECKING:
    from subjectrights.conduct import Request
    from subjectrights.estate import Estate
    from subjectrights.identity.people import Known
    from subjectrights.receipt import Receipt
    from subjectrights.reports.report import Reports
    from subjectrights.requests.case import RequestCase

__all__ = ["People"]


class People:
    """What one person and many have in common: the rights that change something."""

    def __init__(self, estate: Estate, people: Any, lists: Mapping[str, Any]) -> None:
        from subjectrights.identity.people import given, given_table

        self._estate = estate
        self._columns, self._count = given_table(people, lists)
        # Looked at now, so that a wrong name fails where it was written.
        known = given(estate.map, self._columns, count=self._count)
        _refuse_nobody(known, self._columns, self._count)

    def _known(self) -> Known:
        from subjectrights.identity.people import given

        return given(self._estate.map, self._columns, count=self._count)

    def references(self) -> set[str]:
        """The random references under which the register knows them, by what they are asked for by."""
        from subjectrights.identity.resolve import fingerprints_under

        keys = self._estate.secrets.fingerprint_keys.values()
        prints = fingerprints_under(self._estate.map, keys, self._known(), self._count)
        own = [one for those in prints for _, one, shared in those if not shared]
        return {person for found in self._estate.register.persons_of(own).values() for person in found}

    def _read(
        self,
        *,
        include_possible: bool = False,
        right: Right = Right.ACCESS,
        request: RequestCase | None = None,
    ) -> Reports:
        from subjectrights.again import again
        from subjectrights.reports.report import read_reports

        if request is not None:
            request.require(right, self._known(), self._count)

        def read() -> Reports:
            known, count = self._known(), self._count
            return read_reports(self._estate, known, count, include_possible=include_possible, right=right)

        return again(read)

    def _conduct(
        self,
        right: Right,
        args: Mapping[str, Any],
        *,
        instruction: Instruction | None,
        request: RequestCase | None,
        dry_run: bool,
        progress: bool = False,
    ) -> Receipt | Plan:
        from subjectrights.conduct import Request

        if request is not None:
            request.require(right, self._known(), self._count)
        asked = Request(
            right=right,
            known=self._known,
            count=self._count,
            args=args,
            instruction=instruction,
            case=request.reference if request is not None else None,
        )
        if not progress:
            return _conducted(self._estate, asked, dry_run=dry_run)
        from subjectrights.progress import bar

        with bar() as listener, self._estate.listening(listener) as watched:
            return _conducted(watched, asked, dry_run=dry_run)

    @overload
    def rectify(
        self,
        values: Mapping[str, Any],
        *,
        dry_run: Literal[False] = ...,
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
        exception: RestrictionException | str | None = ...,
    ) -> Receipt: ...
    @overload
    def rectify(
        self,
        values: Mapping[str, Any],
        *,
        dry_run: Literal[True],
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
        exception: RestrictionException | str | None = ...,
    ) -> Plan: ...
    def rectify(
        self,
        values: Mapping[str, Any],
        *,
        dry_run: bool = False,
        instruction: Instruction | None = None,
        request: RequestCase | None = None,
        exception: RestrictionException | str | None = None,
    ) -> Receipt | Plan:
        """Art. 16: correct data, in every store that holds it.

        Args:
            values: what to write, by data category (``"user.contact.address.city"``), by column
                (``"crm.customers.first_name"``) or by identifier (``"email"``).
            dry_run: plan only.
            instruction: the controller's, for data that is processed for it.
            request: the request that it answers; the run is noted there.
            exception: why restricted data may be processed all the same (Art. 18(2)).

        Returns:
            The receipt, or the plan with ``dry_run=True``.

        Raises:
            UnknownName: a name the map doesn't know.
            ValueRefused: a value doesn't fit its column or is another person's identifier.
            Restricted, AmbiguousSubject, InstructionRefused: as named.
            StoreError: a store can't be read or written; nothing was changed.
        """
        args = {"values": new_values(values), "exception": exception}
        return self._done(Right.RECTIFY, args, instruction, request, dry_run)

    @overload
    def restrict(
        self,
        ground: RestrictionGround | str,
        *,
        dry_run: Literal[False] = ...,
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
    ) -> Receipt: ...
    @overload
    def restrict(
        self,
        ground: RestrictionGround | str,
        *,
        dry_run: Literal[True],
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
    ) -> Plan: ...
    def restrict(
        self,
        ground: RestrictionGround | str,
        *,
        dry_run: bool = False,
        instruction: Instruction | None = None,
        request: RequestCase | None = None,
    ) -> Receipt | Plan:
        """Art. 18: keep the data, but stop using it.

        It is recorded in the register, and the map's ``on_restrict`` is carried out in the stores. While
        it stands, erase and rectify need an exception of Art. 18(2), and screening refuses the person.

        Args:
            ground: ``accuracy_contested``, ``unlawful_processing``, ``legal_claims`` or
                ``objection_pending`` (Art. 18(1)(a)-(d)).
            dry_run: plan only.
            instruction: the controller's, for data that is processed for it.
            request: the request that it answers; the run is noted there.

        Returns:
            The receipt, or the plan with ``dry_run=True``.

        Raises:
            UnknownName: no such ground.
            AmbiguousSubject, InstructionRefused, StoreError: as named; nothing was changed.
        """
        return self._done(Right.RESTRICT, {"ground": str(ground)}, instruction, request, dry_run)

    @overload
    def lift_restriction(
        self,
        *,
        dry_run: Literal[False] = ...,
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
    ) -> Receipt: ...
    @overload
    def lift_restriction(
        self,
        *,
        dry_run: Literal[True],
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
    ) -> Plan: ...
    def lift_restriction(
        self,
        *,
        dry_run: bool = False,
        instruction: Instruction | None = None,
        request: RequestCase | None = None,
    ) -> Receipt | Plan:
        """Art. 18(3): end a restriction; the receipt carries the notice the person must get before.

        Args:
            dry_run: plan only.
            instruction: the controller's, for data that is processed for it.
            request: the request that it answers; the run is noted there.

        Returns:
            The receipt, or the plan with ``dry_run=True``.
        """
        return self._done(Right.LIFT_RESTRICTION, {}, instruction, request, dry_run)

    @overload
    def object(
        self,
        purpose: str,
        *,
        compelling_grounds: str | None = ...,
        dry_run: Literal[False] = ...,
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
    ) -> Receipt: ...
    @overload
    def object(
        self,
        purpose: str,
        *,
        compelling_grounds: str | None = ...,
        dry_run: Literal[True],
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
    ) -> Plan: ...
    def object(
        self,
        purpose: str,
        *,
        compelling_grounds: str | None = None,
        dry_run: bool = False,
        instruction: Instruction | None = None,
        request: RequestCase | None = None,
    ) -> Receipt | Plan:
        """Art. 21: stop using the data for a purpose; for direct marketing always.

        Args:
            purpose: the purpose's name in the map.
            compelling_grounds: the controller's reasons not to follow the objection (Art. 21(1)); never
                against direct marketing (Art. 21(3)).
            dry_run: plan only.
            instruction: the controller's, for data that is processed for it.
            request: the request that it answers; the run is noted there.

        Returns:
            The receipt, or the plan with ``dry_run=True``.

        Raises:
            UnknownName: no such purpose.
            RequestError: the purpose isn't open to objection.
            AmbiguousSubject, InstructionRefused, StoreError: as named; nothing was changed.
        """
        if compelling_grounds is not None:
            text("compelling_grounds", compelling_grounds)
        args = {"purpose": text("purpose", purpose), "compelling_grounds": compelling_grounds}
        return self._done(Right.OBJECT, args, instruction, request, dry_run)

    @overload
    def withdraw_consent(
        self,
        purpose: str,
        *,
        dry_run: Literal[False] = ...,
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
    ) -> Receipt: ...
    @overload
    def withdraw_consent(
        self,
        purpose: str,
        *,
        dry_run: Literal[True],
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
    ) -> Plan: ...
    def withdraw_consent(
        self,
        purpose: str,
        *,
        dry_run: bool = False,
        instruction: Instruction | None = None,
        request: RequestCase | None = None,
    ) -> Receipt | Plan:
        """Art. 7(3): withdraw the consent to a purpose; as easy as giving it.

        Args:
            purpose: the purpose's name in the map.
            dry_run: plan only.
            instruction: the controller's, for data that is processed for it.
            request: the request that it answers; the run is noted there.

        Returns:
            The receipt, or the plan with ``dry_run=True``.

        Raises:
            UnknownName: no such purpose.
            RequestError: the purpose doesn't rest on consent.
            AmbiguousSubject, InstructionRefused, StoreError: as named; nothing was changed.
        """
        args = {"purpose": text("purpose", purpose)}
        return self._done(Right.WITHDRAW_CONSENT, args, instruction, request, dry_run)

    @overload
    def erase(
        self,
        *,
        categories: Iterable[str] | None = ...,
        columns: Iterable[str] | None = ...,
        tables: Iterable[str] | None = ...,
        stores: Iterable[str] | None = ...,
        purposes: Iterable[str] | None = ...,
        include_possible: bool = ...,
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
        exception: RestrictionException | str | None = ...,
        dry_run: Literal[False] = ...,
        progress: bool = ...,
    ) -> Receipt: ...
    @overload
    def erase(
        self,
        *,
        categories: Iterable[str] | None = ...,
        columns: Iterable[str] | None = ...,
        tables: Iterable[str] | None = ...,
        stores: Iterable[str] | None = ...,
        purposes: Iterable[str] | None = ...,
        include_possible: bool = ...,
        instruction: Instruction | None = ...,
        request: RequestCase | None = ...,
        exception: RestrictionException | str | None = ...,
        dry_run: Literal[True],
        progress: bool = ...,
    ) -> Plan: ...
    def erase(
        self,
        *,
        categories: Iterable[str] | None = None,
        columns: Iterable[str] | None = None,
        tables: Iterable[str] | None = None,
        stores: Iterable[str] | None = None,
        purposes: Iterable[str] | None = None,
        include_possible: bool = False,
        instruction: Instruction | None = None,
        request: RequestCase | None = None,
        exception: RestrictionException | str | None = None,
        dry_run: bool = False,
        progress: bool = False,
    ) -> Receipt | Plan:
        """Art. 17: forget the person, wholly or in part.

        Whole by default. In part: what is named narrows together. What the law keeps is kept and said
        so, with its end; ``estate.due()`` finishes it then.

        Args:
            categories: data categories with their sub-categories (``user.contact``).
            columns: columns as ``store.table.column``.
            tables: tables as ``store.table``.
            stores: stores by name.
            purposes: only what is held for these; a column that another purpose needs is kept for it.
            include_possible: also rows that can't be told apart from another person's.
            instruction: the controller's, for data that is processed for it; what the organisation
                itself is the controller of is erased as well unless `stores` or `tables` narrow it.
            request: the request that it answers; the run is noted there.
            exception: why restricted data may be processed all the same (Art. 18(2)).
            dry_run: plan only.
            progress: draw a progress bar.

        Returns:
            The receipt, or the plan with ``dry_run=True``.

        Raises:
            UnknownName: a name the map doesn't know.
            Restricted, AmbiguousSubject, InstructionRefused, MethodRefused: as named.
            StoreError: a store can't be read or written; nothing was changed.
            Unfinished: decided, but a store could not commit: call ``estate.recover()``.
        """
        named = {
            "categories": categories,
            "columns": columns,
            "tables": tables,
            "stores": stores,
            "purposes": purposes,
        }
        listed = {name: names(name, given) for name, given in named.items()}
        scope = {name: given for name, given in listed.items() if given is not None}
        args = {"scope": scope, "include_possible": include_possible, "exception": exception}
        return self._done(Right.ERASE, args, instruction, request, dry_run, progress=progress)

    def _done(
        self,
        right: Right,
        args: Mapping[str, Any],
        instruction: Instruction | None,
        request: RequestCase | None,
        dry_run: bool,
        *,
        progress: bool = False,
    ) -> Receipt | Plan:
        if instruction is not None and not isinstance(instruction, Instruction):
            raise RequestError('an instruction is made by sr.Instruction(controller="...", reference="...")')
        stated = {name: value for name, value in args.items() if value is not None}
        if "exception" in stated:
            stated["exception"] = str(stated["exception"])
        return self._conduct(
            right, stated, instruction=instruction, request=request, dry_run=dry_run, progress=progress
        )


def _refuse_nobody(known: Known, names: Iterable[str], count: int) -> None:
    """Refuse people who have no identifier: "nothing held" would be said of nobody at all."""
    there = set(known.table.column("subject").to_pylist())
    nobody = [at for at in range(count) if at not in there]
    if not nobody:
        return
    listed = ", ".join(names)
    if count == 1:
        raise RequestError(f"this identifies nobody: what is given as {listed} is empty")
    raise RequestError(
        f"{len(nobody)} of the {count} people are given without any identifier (in {listed}), the first at "
        f"position {nobody[0] + 1}; leave them out, or name an identifier"
    )


def _conducted(estate: Estate, request: Request, *, dry_run: bool) -> Receipt | Plan:
    from subjectrights.conduct import bound_plan, carry_out, make_plan

    if not dry_run:
        return carry_out(estate, request)
    return bound_plan(estate, make_plan(estate, request), request)
