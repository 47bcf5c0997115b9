"""The typed shape of everything the bot knows, as it is written in the YAML files of `knowledge/data`.

Each class is one kind of entry in those files. Entries are frozen, and unknown keys are errors, so that a misspelt key
is reported instead of ignored.
"""

from __future__ import annotations

from knowledge.model.decision import (
    Alternative,
    Answer,
    Aspect,
    Blocker,
    Condition,
    Conditions,
    Finding,
    Notice,
    Option,
    OutcomeRule,
    Permission,
    PermissionNeed,
    Question,
    Requirement,
    Sample,
    SampleFit,
    Step,
)
from knowledge.model.entry import Claim, Claims, Entry, Evidence, Id, Ids, Text, Texts
from knowledge.model.page import Link, Page, PageFacts, Section
from knowledge.model.talk import Area, Boundary, Command, Description, Language, SmallTalk, Term, Topic, Verdict

__all__ = [
    "Alternative",
    "Answer",
    "Area",
    "Aspect",
    "Blocker",
    "Boundary",
    "Description",
    "Claim",
    "Claims",
    "Command",
    "Condition",
    "Conditions",
    "Entry",
    "Evidence",
    "Finding",
    "Id",
    "Ids",
    "Language",
    "Link",
    "Notice",
    "Option",
    "OutcomeRule",
    "Page",
    "PageFacts",
    "Permission",
    "PermissionNeed",
    "Question",
    "Requirement",
    "Sample",
    "SampleFit",
    "Section",
    "SmallTalk",
    "Step",
    "Term",
    "Text",
    "Texts",
    "Topic",
    "Verdict",
]
