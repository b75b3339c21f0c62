"""What every item type can do. Implementations live in `question_bank/item_types`, one module each.

Pages, delivery and scoring speak to this protocol only and never ask which type they hold.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from foundation.errors import N_, Conflict, Problem
from question_bank.domain.answers import ParsedResponse, Part, Shape, Specimen
from question_bank.domain.content import Content
from question_bank.domain.tallies import Made, Place


class RuleDoesNotFit(Conflict):
    """A scoring rule that the item type does not allow."""

    message = N_("%(item_type)s不能用“%(rule)s”计分")


class ItemType(Protocol):
    """A kind of item. `content` is what `validate` returned, `value` a canonical response; labels are msgids."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str:
        """The msgid of its name for people."""

    @property
    def default_scoring_rule(self) -> str: ...
    @property
    def allowed_scoring_rules(self) -> tuple[str, ...]: ...
    @property
    def rule_texts(self) -> Mapping[str, str]:
        """By rule name: what stands above a section of this type where the rule's own words don't say enough."""

    @property
    def shuffles_options(self) -> bool:
        """Whether candidates may see its options in an order of their own."""

    def validate(self, content: Content) -> dict[str, Any]:
        """The content in its one normal form, or Invalid with every problem. A draft may lack its key."""

    def complete_problems(self, content: Content) -> tuple[Problem, ...]:
        """What a valid content still lacks before it can be reviewed."""

    def candidate_view(self, content: Content, option_order: Sequence[str] | None = None) -> dict[str, Any]:
        """All that a candidate may see: built from scratch, so nothing about the key can slip through."""

    def may_shuffle(self, content: Content) -> bool:
        """False also where an option speaks of the others ("以上都对")."""

    def response_shape(self, content: Content) -> Shape:
        """What `parse_response` needs to know of the content."""

    def parse_response(self, shape: Shape, value: object) -> ParsedResponse:
        """Any decoded JSON in, a canonical response or Malformed out; never raises."""

    def read_form(self, values: Sequence[Any]) -> Any:
        """The values of the candidate template's fields (see `form_values`), as a JSON value for `parse_response`."""

    def is_blank(self, value: Any) -> bool:
        """Nothing was answered (cleared, or white space only)."""

    def judge(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        """Each part of a response against the key; None where only a person can judge, or no key is there."""

    def judge_options(self, content: Content, value: Any) -> tuple[Part, ...] | None:
        """Each option of a set by itself (`step` is a `Taken`); None where `judge` is, or there is no set."""

    def typed_entries(self, content: Content) -> tuple[tuple[str, ...], ...] | None:
        """For each part that is typed, what counts there, for people; None where nothing is typed, or no key is."""

    def describe_response(
        self,
        content: Content,
        value: Any,
        translate: Callable[[str], str] = str,
        option_order: Sequence[str] | None = None,
    ) -> str:
        """A response as people read it, a line for each choice or blank, lettered as this candidate saw it."""

    def describe_key(
        self, content: Content, translate: Callable[[str], str] = str, option_order: Sequence[str] | None = None
    ) -> str:
        """The key (or the marking guide) likewise. Never for a candidate before release."""

    def choice_places(self, content: Content) -> tuple[Place, ...]:
        """Where something is chosen or typed, for statistics of choices; as many as `judge` has parts, or none."""

    def choices_made(self, content: Content, value: Any) -> Made:
        """What a response chose at each of those places: ids of what is offered there, or the text."""

    def specimens(self) -> tuple[Specimen, ...]:
        """Worked examples that prove the type: right, partly right where that exists, wrong, blank, malformed."""
