"""Finds what is wrong with well-formed content: dead references, unreachable rules, undecided answers, long labels."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from knowledge import model
from knowledge.base import Knowledge
from knowledge.citations import INLINE_LINK, all_entries, citations, claims
from knowledge.interview import findings, matters
from knowledge.lessons import outcomes as taught_outcomes
from knowledge.likely import Likely
from knowledge.recommend import decide
from knowledge.replies.topic import LONGEST, topic_reply
from knowledge.reply import render
from knowledge.rules import BOTH, NEITHER, Answers, Decision, answer_ids, situation_fits
from knowledge.signs import SignError, compile_sign
from knowledge.text import fold, phrase_key
from knowledge.understand import Understood
from knowledge.verdict import OPEN, features
from knowledge.walk import combinations_of_needs
from knowledge.yaml_file import Problem

if TYPE_CHECKING:
    from knowledge.content import Content

BUTTON = 25
"""Characters that fit on a button in Teams (its documentation: one line, cut off beyond)."""
TICK_BOX = 60
"""Characters of a tick box that stay readable on a phone."""
MOST_BUTTONS = 5
"""Answers on buttons: six actions fit on a card, and one of them is `not sure`."""
PICTURE = 6_000
"""Bytes of a picture: on a card it takes a third more."""
PNG = b"\x89PNG\r\n\x1a\n"

Report = Callable[..., None]


def check(knowledge: Knowledge, content: Content) -> list[Problem]:
    """Every problem of the content, in the order of files and lines."""
    problems: list[Problem] = []

    def report(collection: str, name: str, message: str, *path: str | int) -> None:
        problems.append(content.origins[(collection, name)].problem(message, *path))

    references_are_right = _check_references(knowledge, report)
    _check_options(knowledge, report)
    _check_labels(knowledge, report)
    _check_phrases(knowledge, report)
    _check_topics(knowledge, report)
    if references_are_right and not problems:
        _check_lengths(knowledge, report)
    if references_are_right:
        _check_decision(knowledge, report)
    if references_are_right and not problems:
        _check_verdicts(knowledge, report)
    return sorted(problems, key=lambda problem: (problem.file, problem.line))


# --- references ------------------------------------------------------------------------------------------------


def _check_references(knowledge: Knowledge, report: Report) -> bool:
    """Report names that lead nowhere; returns whether the rules' names are all right, so that they can be walked."""
    addresses = [page.url for page in knowledge.pages.values()] + [s.url for s in knowledge.samples.values()]
    for citation in citations(knowledge):
        if remedy := _citation_remedy(knowledge, citation.target):
            report(citation.place.collection, citation.place.name, remedy, *citation.place.path)
    for collection, name, entry in all_entries(knowledge):
        for path, claim in claims(entry):
            for url in INLINE_LINK.findall(claim.text):
                if not any(url.startswith(known.rstrip("/")) for known in addresses):
                    report(collection, name, f"the link {url} leads to no known page; add the page", *path, "text")
    for name, need in knowledge.permission_needs.items():
        _known(report, "permission_needs", name, need.permission, knowledge.permissions, "permission", "permission")
    _check_pages(knowledge, report)
    for name, area in knowledge.areas.items():
        for position, other in enumerate(area.topics):
            _known(report, "areas", name, other, knowledge.topics, "topic", "topics", position)
    for name, topic in knowledge.topics.items():
        for position, other in enumerate(topic.related):
            _known(report, "topics", name, other, knowledge.topics, "topic", "related", position)
    for collection, holders in (("topics", knowledge.topics), ("alternatives", knowledge.alternatives)):
        for name, holder in holders.items():
            for position, link in enumerate(holder.links):
                if link not in knowledge.pages and link not in knowledge.samples:
                    report(collection, name, f"link '{link}' is neither a page nor a sample", "links", position)
    for name, alternative in knowledge.alternatives.items():
        for position, permission in enumerate(alternative.permissions):
            known = knowledge.permissions
            _known(report, "alternatives", name, permission, known, "permission", "permissions", position)
    for name, blocker in knowledge.blockers.items():
        for position, other in enumerate(blocker.topics):
            _known(report, "blockers", name, other, knowledge.topics, "topic", "topics", position)
    return _check_rules(knowledge, report)


def _check_pages(knowledge: Knowledge, report: Report) -> None:
    for name, page in knowledge.pages.items():
        if page.captured and name not in knowledge.facts:
            report("pages", name, f"its facts are missing; run: python -m knowledge build {page.captured}", "captured")
    for name in knowledge.facts:
        if name not in knowledge.pages:
            report("facts", name, f"facts of page '{name}', which is not in pages.yaml", "page")


def _citation_remedy(knowledge: Knowledge, citation: str) -> str | None:
    """What is wrong with a citation, or None."""
    name, _, section = citation.partition("#")
    page = knowledge.pages.get(name)
    if page is None:
        return f"cites the unknown page '{name}'; add it to pages.yaml or correct it"
    facts = knowledge.facts.get(name)
    anchors = {s.anchor for s in facts.sections} if facts else set(page.sections)
    if section and section not in anchors:
        return f"page '{name}' has no section '{section}'; it has: {', '.join(sorted(anchors)) or 'none recorded'}"
    if facts and not section:
        return f"name the section of '{name}' that says so: {', '.join(sorted(anchors))}"
    return None


def _known(
    report: Report, collection: str, name: str, wanted: str, among: Mapping[str, Any], what: str, *path: str | int
) -> bool:
    if wanted in among:
        return True
    close = difflib.get_close_matches(wanted, among, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else f"known: {_some(among)}"
    report(collection, name, f"unknown {what} '{wanted}'; {hint}", *path)
    return False


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "")


def _check_rules(knowledge: Knowledge, report: Report) -> bool:
    right = True
    for name, rule in knowledge.rules.items():
        for key, conditions in (("when", rule.when), ("unless", rule.unless)):
            for position, condition in enumerate(conditions):
                place: tuple[str | int, ...] = (key, position)
                right &= _check_condition(knowledge, report, "rules", name, condition, place, needs_only=True)
        for position, option in enumerate(rule.options):
            right &= _known(report, "rules", name, option, knowledge.options, "option", "options", position)
        for position, other in enumerate(rule.alternatives):
            known = knowledge.alternatives
            right &= _known(report, "rules", name, other, known, "alternative", "alternatives", position)
    for collection, name, finding, path in _findings(knowledge):
        right &= _check_condition(knowledge, report, collection, name, finding.when, (*path, "when"))
        if len(finding.when) > 1:
            report(collection, name, "reads more than one question; make a rule of it and name it in 'rules'", *path)
        for key, names, among in (
            ("options", finding.options, knowledge.options),
            ("rules", finding.rules, knowledge.rules),
            ("except_rules", finding.except_rules, knowledge.rules),
        ):
            for position, other in enumerate(names):
                right &= _known(report, collection, name, other, among, key.rstrip("s"), *path, key, position)
    for name, description in knowledge.descriptions.items():
        right &= _check_condition(knowledge, report, "descriptions", name, description.answers, ("answers",))
        for question, names in description.answers.items():
            for position, kind in enumerate(names):
                if right and kind not in {answer.id for answer in knowledge.questions[question].answers}:
                    message = f"'{kind}' is a kind of answers; name the answers themselves"
                    report("descriptions", name, message, "answers", question, position)
    for name, aspect in knowledge.aspects.items():
        right &= _check_condition(knowledge, report, "aspects", name, aspect.when, ("when",))
    for name, blocker in knowledge.blockers.items():
        for position, other in enumerate(blocker.alternatives):
            known = knowledge.alternatives
            right &= _known(report, "blockers", name, other, known, "alternative", "alternatives", position)
    return right


def _check_verdicts(knowledge: Knowledge, report: Report) -> None:
    """Weights of outcomes and features that exist; the rates they lead to are a matter of measurement."""
    outcomes = {*knowledge.options, BOTH, NEITHER, OPEN}
    nothing = Likely(dict.fromkeys(knowledge.taught, 0.0), 0.0, dict.fromkeys(taught_outcomes(knowledge), 0.0))
    known = set(features(knowledge, Understood({}, {}), nothing, ""))
    known |= {f"so far {outcome}" for outcome in outcomes}
    for name, verdict in knowledge.verdicts.items():
        if _known(report, "verdicts", name, name, dict.fromkeys(outcomes), "outcome", "id"):
            for feature in verdict.weights:
                _known(report, "verdicts", name, feature, dict.fromkeys(known), "feature", "weights", feature)


def _check_condition(
    knowledge: Knowledge,
    report: Report,
    collection: str,
    name: str,
    condition: model.Condition,
    path: tuple[str | int, ...],
    needs_only: bool = False,
) -> bool:
    right = True
    for question_id, names in condition.items():
        if not _known(report, collection, name, question_id, knowledge.questions, "question", *path, question_id):
            right = False
            continue
        question = knowledge.questions[question_id]
        if needs_only and not question.decides:
            message = f"'{question_id}' is the team's situation; outcome rules read needs only, so make it a blocker"
            report(collection, name, message, *path, question_id)
        for position, wanted in enumerate(names):
            if not answer_ids(question, (wanted,)):
                known = _some({a.id for a in question.answers} | {k for a in question.answers for k in a.kinds})
                message = f"unknown answer '{wanted}' to '{question_id}'; known answers and kinds: {known}"
                report(collection, name, message, *path, question_id, position)
                right = False
    return right


def _findings(
    knowledge: Knowledge,
) -> Iterator[tuple[str, str, model.Finding, tuple[str | int, ...]]]:
    for collection in ("blockers", "notices", "requirements", "permission_needs", "steps"):
        entries: Mapping[str, model.Finding] = getattr(knowledge, collection)
        for name, finding in entries.items():
            yield collection, name, finding, ()
    for name, sample in knowledge.samples.items():
        for position, fit in enumerate(sample.fits):
            yield "samples", name, fit, ("fits", position)


# --- options, labels, phrases, topics --------------------------------------------------------------------------


def _check_options(knowledge: Knowledge, report: Report) -> None:
    for name, option in knowledge.options.items():
        for aspect in knowledge.aspects:
            if aspect not in option.capabilities:
                report("options", name, f"the comparison lacks a cell: add '{aspect}'", "capabilities")
        for aspect in option.capabilities:
            _known(report, "options", name, aspect, knowledge.aspects, "aspect", "capabilities", aspect)
        if option.picture is not None:
            _check_picture(knowledge, report, name, option.picture.file)


def _check_picture(knowledge: Knowledge, report: Report, name: str, file: str) -> None:
    picture = knowledge.pictures.get(file)
    if picture is None:
        report("options", name, f"there is no file 'pictures/{file}'; draw it or leave 'picture' out", "picture")
    elif not picture.startswith(PNG):
        report("options", name, f"'pictures/{file}' is not a PNG, the one format that every client shows", "picture")
    elif len(picture) > PICTURE:
        message = f"'pictures/{file}' has {len(picture)} bytes; a card has room for {PICTURE}, so make it simpler"
        report("options", name, message, "picture")


def _check_labels(knowledge: Knowledge, report: Report) -> None:
    for name, question in knowledge.questions.items():
        limit = TICK_BOX if question.several else BUTTON
        for position, answer in enumerate(question.answers):
            if len(answer.label) > limit:
                kind = "tick box" if question.several else "button"
                message = f"'{answer.label}' has {len(answer.label)} characters; a {kind} shows {limit}, so shorten it"
                report("questions", name, message, "answers", position, "label")
        if not question.several and len(question.answers) > MOST_BUTTONS:
            message = f"{len(question.answers)} answers do not fit on buttons; at most {MOST_BUTTONS}"
            report("questions", name, message + ", or set 'several: true'", "answers")
        for other, count in Counter(answer.id for answer in question.answers).items():
            if count > 1:
                report("questions", name, f"answer '{other}' is there {count} times; give each its own id", "answers")


def _check_phrases(knowledge: Knowledge, report: Report) -> None:
    for name, question in knowledge.questions.items():
        taken: dict[str, str] = {}
        for position, answer in enumerate(question.answers):
            for phrase in (answer.label, *answer.synonyms):
                other = taken.setdefault(fold(phrase), answer.id)
                if other != answer.id:
                    message = f"'{phrase}' already means '{other}'; a synonym belongs to one answer"
                    report("questions", name, message, "answers", position, "synonyms")
            for sign_position, sign in enumerate(answer.signs):
                try:
                    compile_sign(sign)
                except SignError as error:
                    report("questions", name, str(error), "answers", position, "signs", sign_position)
    _check_names(knowledge, report)
    answers = {
        fold(phrase): question.name
        for question in knowledge.questions.values()
        for answer in question.answers
        for phrase in (answer.label, *answer.synonyms)
    }
    for name, command in knowledge.commands.items():
        for position, phrase in enumerate(command.phrases):
            if fold(phrase) in answers:
                message = f"'{phrase}' is an answer to '{answers[fold(phrase)]}', which the command would swallow"
                report("commands", name, message + "; keep one", "phrases", position)
    meanings: dict[str, str] = {}
    for collection, entries in (("commands", knowledge.commands), ("smalltalk", knowledge.smalltalk)):
        for name, entry in entries.items():
            for position, phrase in enumerate(entry.phrases):
                other = meanings.setdefault(phrase_key(phrase), name)
                if other != name:
                    report(collection, name, f"'{phrase}' already means '{other}'; keep one", "phrases", position)


def _check_names(knowledge: Knowledge, report: Report) -> None:
    names: dict[str, str] = {}
    for name, question in knowledge.questions.items():
        for position, other in enumerate((question.name, *question.also)):
            taken = names.setdefault(fold(other), name)
            if taken != name:
                message = f"'{other}' already means the question '{taken}'; a name belongs to one question"
                report("questions", name, message, "also", max(position - 1, 0))


def _check_topics(knowledge: Knowledge, report: Report) -> None:
    for name, topic in knowledge.topics.items():
        if len(topic.title) > 40:
            report("topics", name, f"the title has {len(topic.title)} characters; at most 40", "title")


def _check_lengths(knowledge: Knowledge, report: Report) -> None:
    """Measure answers as they are read, so only when every name in them leads somewhere."""
    for name, topic in knowledge.topics.items():
        length = len(render(topic_reply(knowledge, topic), addresses=False))
        if length > LONGEST:
            report("topics", name, f"the answer has {length} characters as it is read; at most {LONGEST}", "answer")


# --- the decision ----------------------------------------------------------------------------------------------


def _check_decision(knowledge: Knowledge, report: Report) -> None:
    """Walk all needs: each must have one outcome, each rule decide somewhere, each finding and question matter."""
    decisions: dict[frozenset[str], Decision] = {}
    reached: list[tuple[Answers, Decision]] = []
    for answers in combinations_of_needs(knowledge):
        try:
            decision = decide(knowledge, answers)
        except LookupError as error:
            chosen = "; ".join(f"{q}: {', '.join(sorted(a)) or 'not sure'}" for q, a in answers.items())
            report("rules", _culprit(knowledge, answers), f"{error} for the answers {chosen}")
            return
        if decision.rule_ids not in decisions:
            decisions[decision.rule_ids] = decision
            reached.append((answers, decision))
    deciding = frozenset().union(*decisions)
    for name in knowledge.rules:
        if name not in deciding:
            report("rules", name, "no answers can trigger this rule; change 'when', 'unless' or 'rank', or delete it")
    for collection, name, finding, path in _findings(knowledge):
        if not any(situation_fits(finding, d.options, d.rule_ids) for d in decisions.values()):
            report(collection, name, "no outcome can trigger this; change 'options' or 'rules', or delete it", *path)
    read = {question for finding in findings(knowledge) for question in finding.when}
    read |= {q for rule in knowledge.compiled_rules for need in (*rule.when, *rule.unless) for q, _ in need}
    for name, question in knowledge.questions.items():
        if name not in read or not any(matters(knowledge, question, d, _without(a, name)) for a, d in reached):
            report("questions", name, "no answer to this question can change anything; use it in a rule or delete it")


def _without(answers: Answers, question: str) -> Answers:
    return {name: chosen for name, chosen in answers.items() if name != question}


def _culprit(knowledge: Knowledge, answers: Answers) -> str:
    """The rule to point at when the answers have no outcome or two."""
    matching = [rule.entry for rule in knowledge.compiled_rules if rule.applies(answers)]
    last = max(knowledge.rules.values(), key=lambda rule: rule.rank)
    if not matching:
        return last.id
    rank = min(rule.rank for rule in matching)
    return [rule.id for rule in matching if rule.rank == rank][-1]
