"""Other languages than English are recognized, and English never is taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.ask import Advisor
from knowledge.base import Knowledge
from knowledge.languages import language_of
from knowledge.load import load
from knowledge.reply import render

EVAL = Path(__file__).parent.parent / "eval"
KNOWLEDGE = load()
ADVISOR = Advisor(KNOWLEDGE)

WRITTEN = [
    ("zh", "我们想做一个可以实时转录会议的机器人"),
    ("zh", "这个机器人怎么用？"),
    ("hi", "क्या बॉट मीटिंग रिकॉर्ड कर सकता है?"),
    ("es", "queremos un bot que pueda transcribir reuniones en vivo"),
    ("es", "¿Puedo grabar las llamadas con el bot?"),
    ("fr", "Nous voulons enregistrer les appels avec notre bot"),
    ("fr", "comment est-ce que je peux jouer un message dans un appel ?"),
    ("ar", "هل يمكن للروبوت تسجيل المكالمات؟"),
    ("bn", "বট কি মিটিং রেকর্ড করতে পারে?"),
    ("pt", "queremos um bot que não precisa gravar as chamadas"),
    ("pt", "como posso gravar uma reunião com o meu bot?"),
    ("ru", "Может ли бот записывать звонки в Teams?"),
    ("ur", "کیا بوٹ کال ریکارڈ کر سکتا ہے؟ ہمیں یہ چاہیے"),
    ("id", "apakah bot bisa merekam rapat untuk kami?"),
    ("de", "Wir möchten mit unserem Bot die Anrufe aufnehmen"),
    ("ja", "会議を録音するボットを作りたいです"),
]


@pytest.mark.parametrize(("language", "text"), WRITTEN)
def test_the_reply_is_a_sentence_in_that_language(language: str, text: str) -> None:
    found = language_of(KNOWLEDGE, text)
    assert found is not None and found.id == language
    reply = ADVISOR.first(text).reply
    assert found.sentence in render(reply)
    assert "English" in render(reply) and reply.actions


def test_the_ten_most_spoken_beside_english_are_there() -> None:
    assert {"zh", "hi", "es", "fr", "ar", "bn", "pt", "ru", "ur", "id"} <= set(KNOWLEDGE.languages)


def test_english_is_never_taken_for_another_language() -> None:
    questions = [
        json.loads(line)["text"] for path in EVAL.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()
    ]
    phrases = [phrase for topic in KNOWLEDGE.topics.values() for phrase in (topic.title, *topic.phrases)]
    answers = [text for q in KNOWLEDGE.questions.values() for a in q.answers for text in (a.label, *a.synonyms)]
    described = [text for entry in KNOWLEDGE.descriptions.values() for text in entry.texts]
    texts = [
        *questions,
        *phrases,
        *answers,
        *described,
        "a naïve café résumé bot for Zürich",
    ]
    assert len(texts) > 3000
    assert [text for text in texts if language_of(KNOWLEDGE, text) is not None] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("👋", "Hello"),
        ("👋🏽", "Hello"),
        ("👍👍👍", "good to hear"),
        ("👎", "Sorry"),
        ("🙏", "welcome"),
        ("😂", "I try"),
        ("🦄🌈", "better with words"),
        (":)", "good to hear"),
        ("?!", "rephrase"),
    ],
)
def test_emoji(text: str, expected: str) -> None:
    reply = ADVISOR.first(text).reply
    assert expected in render(reply) and reply.actions


def test_every_command_says_something_of_its_own_before_an_interview(knowledge: Knowledge) -> None:
    said = {name: render(ADVISOR.first(command.title).reply) for name, command in knowledge.commands.items()}
    asking = [name for name, text in said.items() if "What should the bot do" in text]
    assert set(asking) <= {"start", "start-over", "all-at-once", "not-sure"}  # who is not sure is asked about the bot
