"""The interview: a waterfall that asks the next question that matters until none is left."""

from __future__ import annotations

from botbuilder.dialogs import (
    ComponentDialog,
    Dialog,
    DialogContext,
    DialogInstance,
    DialogReason,
    DialogTurnResult,
    WaterfallDialog,
    WaterfallStepContext,
)

from dialogs.turn import Turn
from knowledge.interview import next_question
from knowledge.replies.recommendation import recommendation_reply

INTERVIEW = "interview"
_STEPS, _QUESTION = "steps", "question"


class QuestionPrompt(Dialog):
    """Asks one question and waits. It stores the question's id only: the answers are kept outside the stack."""

    async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
        """Ask the question that `options` names."""
        turn = Turn.of(dialog_context.context)
        turn.ask(turn.knowledge.questions[str(options)])
        dialog_context.active_dialog.state["question"] = str(options)
        return Dialog.end_of_turn

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        """End when the question was answered, or when another answer made this question wait."""
        return await dialog_context.end_dialog()

    async def reprompt_dialog(self, context: object, instance: DialogInstance) -> None:
        """Show the question again."""
        turn = Turn.of(context)
        turn.ask(turn.knowledge.questions[instance.state["question"]])


class InterviewDialog(ComponentDialog):
    """Two steps, repeated: ask the next question; go on with what was answered."""

    def __init__(self) -> None:
        super().__init__(INTERVIEW)
        self._steps = WaterfallDialog(_STEPS, [self._ask, self._go_on])
        self.add_dialog(self._steps)
        self.add_dialog(QuestionPrompt(_QUESTION))
        self.initial_dialog_id = _STEPS

    async def _ask(self, step: WaterfallStepContext) -> DialogTurnResult:
        turn = Turn.of(step.context)
        interview = turn.interview
        rest = next_question(turn.knowledge, interview.answers)
        question = turn.open_question or (None if interview.advised else rest)
        if question is None:
            turn.say(recommendation_reply(turn.knowledge, interview.answers, understood=rest is not None))
            return await step.end_dialog()
        return await step.begin_dialog(_QUESTION, question.id)

    async def _go_on(self, step: WaterfallStepContext) -> DialogTurnResult:
        return await self._steps.run_step(step, 0, DialogReason.NextCalled, None)


def show_open_question(turn: Turn) -> None:
    """Repeat the question that waits for an answer, if there is one."""
    if (question := turn.open_question) is not None:
        turn.ask(question)


async def begin(turn: Turn, dialog: DialogContext) -> None:
    """A new interview without answers."""
    turn.interview.begin({})
    await restart(dialog)


async def go_on(dialog: DialogContext) -> None:
    """Continue the waterfall; if the stack is missing, rebuild it from the answers."""
    if dialog.active_dialog is not None and dialog.active_dialog.id == INTERVIEW:
        await dialog.continue_dialog()
    else:
        await restart(dialog)


async def restart(dialog: DialogContext) -> None:
    """Begin the waterfall anew: it takes up the answers as they are."""
    await dialog.cancel_all_dialogs()
    await dialog.begin_dialog(INTERVIEW, {})
