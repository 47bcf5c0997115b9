"""Every sentence of the bot that is not tied to one topic, question or rule, typed so that none can be missing."""

from __future__ import annotations

from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field

from knowledge.model import Entry, Evidence, Text


def _with(*names: str) -> AfterValidator:
    """A sentence that may contain these placeholders and no other."""

    def check(text: str) -> str:
        try:
            found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise ValueError(f"the braces do not match: {error}") from None
        if unknown := sorted(found - set(names)):
            known = ", ".join(f"{{{name}}}" for name in names) or "none"
            raise ValueError(f"unknown placeholder {{{unknown[0]}}}; this sentence knows: {known}")
        return text

    return AfterValidator(check)


Plain = Annotated[Text, _with()]
Count = Annotated[Text, _with("count")]


class Welcome(Entry):
    """Said once when the bot is installed."""

    title: Plain
    personal: Plain
    shared: Plain
    examples: Plain
    limits: Plain


class Help(Entry):
    """The reply to `help`."""

    title: Plain
    intro: Plain
    commands: Plain
    shared: Plain
    open_question: Plain


class Interview(Entry):
    """Around the questions of the interview."""

    one: Plain
    several: Plain
    shared: Plain
    progress: Count
    one_more: Plain
    last: Plain
    unsure: Plain
    send: Plain
    why: Plain
    change: Plain
    recorded: Annotated[Text, _with("question", "answer")]
    recorded_by: Annotated[Text, _with("question", "answer", "name")]
    not_understood: Plain
    still_not: Plain
    nothing_chosen: Plain
    alone: Annotated[Text, _with("answer")]
    cancelled: Plain
    nothing_to_cancel: Plain
    restarted: Plain
    already: Plain
    renumbered: Plain
    """A number was typed for a question whose list is another one by now, since the content was edited."""
    stale: Plain
    outdated: Plain
    foreign: Plain
    begin: Plain
    below: Plain
    changed: Annotated[Text, _with("question", "answer", "before")]
    changed_by: Annotated[Text, _with("question", "answer", "before", "name")]
    dropped: Annotated[Text, _with("questions")]
    emptied: Annotated[Text, _with("questions")]
    """A form was sent in which answers that it had shown were empty."""
    raised: Annotated[Text, _with("questions")]
    so_far: Annotated[Text, _with("answer")]
    ticked: Annotated[Text, _with("answer")]
    keep: Plain
    back: Plain
    first: Plain
    known: Plain
    change_hint: Plain
    nothing_to_change: Plain
    nothing_open: Plain
    nothing_to_continue: Plain
    moot: Annotated[Text, _with("question")]
    which: Plain
    none_of_them: Plain
    either: Plain
    unanswered: Plain
    meant: Annotated[Text, _with("question", "answer")]


class Return(Entry):
    """To somebody who comes back, and about earlier recommendations."""

    title: Plain
    complete: Annotated[Text, _with("verdict")]
    open: Annotated[Text, _with("question")]
    note: Plain
    none: Plain
    heading: Plain
    entry: Annotated[Text, _with("number", "date", "verdict", "answers")]
    unfinished: Plain
    show: Annotated[Text, _with("number")]
    show_advice: Plain
    gone: Plain
    shared: Plain


class Private(Entry):
    """About the way from a shared chat into a personal one."""

    title: Plain
    text: Annotated[Text, _with("name")]
    typed: Annotated[Text, _with("code")]
    link: Plain
    already: Plain
    taken: Plain
    replaced: Plain
    refused: Plain
    elsewhere: Plain


class Forget(Entry):
    """After everything about a person was deleted."""

    title: Plain
    personal: Plain
    group: Plain
    channel: Plain
    nothing: Plain
    elsewhere: Plain


class Topics(Entry):
    """Around the subjects that can be browsed."""

    title: Plain
    lead: Plain
    one: Plain
    all: Plain


class Why(Entry):
    """What each answer to a question would lead to."""

    title: Annotated[Text, _with("question")]
    leads: Plain
    line: Annotated[Text, _with("answers", "verdict")]
    hard: Annotated[Text, _with("answers", "verdict", "blockers")]
    soft: Annotated[Text, _with("answers", "verdict", "blockers")]
    harder: Annotated[Text, _with("answers", "blockers", "verdict")]
    needs: Annotated[Text, _with("answers", "permissions", "verdict")]
    nothing: Annotated[Text, _with("answers", "verdict")]
    unsure: Plain
    same: Plain


class Verdict(Entry):
    """Around a recommendation."""

    one: Annotated[Text, _with("option")]
    both: Plain
    neither: Annotated[Text, _with("alternative")]
    neither_plain: Plain
    blocked: Annotated[Text, _with("option")]
    both_blocked: Plain
    neither_lead: Plain
    both_part: Annotated[Text, _with("option")]
    first_step: Annotated[Text, _with("blockers")]
    provisional: Plain
    you_said: Annotated[Text, _with("answer")]
    not_known: Plain
    outcome_both: Plain
    outcome_neither: Plain


class Headings(Entry):
    """Headings inside cards."""

    understood: Plain
    reasons: Plain
    blockers: Plain
    ways_out: Plain
    kept: Plain
    warnings: Plain
    requirements: Plain
    permissions: Plain
    samples: Plain
    steps: Plain
    what_if: Plain
    alternatives: Plain
    or_instead: Plain
    beside: Plain
    more: Plain
    open: Plain
    answers: Plain
    sources: Plain
    conflict: Plain
    related: Plain
    compare: Plain
    runner_up: Annotated[Text, _with("option")]
    runner_up_row: Annotated[Text, _with("aspect", "chosen", "option", "other")]
    commands: Plain
    hard: Plain
    soft: Plain


class WhatIf(Entry):
    """One changed answer and what would follow."""

    adding: Annotated[Text, _with("answers", "outcome")]
    without: Annotated[Text, _with("answers", "outcome")]
    instead: Annotated[Text, _with("question", "answers", "outcome")]
    unblocked: Annotated[Text, _with("question", "answers")]
    blocks: Annotated[Text, _with("question", "answers")]
    together: Annotated[Text, _with("questions")]
    blocked: Annotated[Text, _with("outcome")]
    any_of: Plain


class Links(Entry):
    """What stands on buttons that leave Teams."""

    learn: Plain
    code: Plain
    github: Plain
    other: Plain
    dated: Annotated[Text, _with("title", "date")]
    copy_of: Annotated[Text, _with("title", "date")]
    undated: Annotated[Text, _with("title", "date")]


class Buttons(Entry):
    """What stands on buttons that stay in the chat."""

    start: Plain
    start_over: Plain
    compare: Plain
    help: Plain
    go_on: Plain
    more: Plain
    full: Plain


class FreeText(Entry):
    """Replies to what people write by themselves."""

    empty: Plain
    gibberish: Plain
    decline: Plain
    clarify: Plain
    clarify_choice: Plain
    did_you_mean: Plain
    english: Plain
    emoji: Plain
    files: Plain
    files_left: Plain
    other_way: Plain
    still: Annotated[Text, _with("question")]
    cut: Plain
    failed: Plain
    slow_down: Plain


class Form(Entry):
    """The whole interview on one card."""

    title: Plain
    hint: Plain
    send: Plain
    one_by_one: Plain
    missing: Annotated[Text, _with("questions")]
    choose: Plain
    alone: Annotated[Text, _with("answer")]
    mend: Annotated[Text, _with("questions")]
    numbers: Plain
    done: Plain
    edit: Plain


class Pictures(Entry):
    """Around the pictures."""

    show: Plain
    show_option: Annotated[Text, _with("option")]
    title: Annotated[Text, _with("option")]


class Feedback(Entry):
    """Around the thumbs below answers and recommendations."""

    up: Plain
    down: Plain
    thanks: Plain
    kept: Plain
    not_kept: Plain
    comment: Plain
    send: Plain
    tracker: Plain


class Summary(Entry):
    """Around the summary to copy."""

    heading: Plain
    how: Plain
    label: Plain
    nothing: Plain
    nothing_yet: Plain
    title: Plain
    decision: Plain
    context: Plain
    situation: Plain
    consequences: Plain
    left_out: Annotated[Text, _with("parts")]


class Permissions(Entry):
    """Around the list of permissions to copy."""

    show: Plain
    heading: Plain
    label: Annotated[Text, _with("kind", "consent")]
    none: Plain
    more: Annotated[Text, _with("questions")]


class Strings(Entry):
    """All sentences; `name` is the bot's name as in the app manifest."""

    name: Text
    caveats: dict[Evidence, str]
    """What is added to a claim, by its kind of evidence; empty for documented ones."""
    welcome: Welcome
    help: Help
    interview: Interview
    return_: Annotated[Return, Field(alias="return")]
    private: Private
    forget: Forget
    topics: Topics
    why: Why
    verdict: Verdict
    headings: Headings
    what_if: WhatIf
    links: Links
    buttons: Buttons
    free_text: FreeText
    form: Form
    pictures: Pictures
    feedback: Feedback
    summary: Summary
    permissions: Permissions
    permission_types: dict[str, Plain]
