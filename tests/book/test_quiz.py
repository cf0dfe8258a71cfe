"""Each question of a chapter is answered, right and wrong, as a reader does."""

import pytest

from bookbuild.quiz import shown

SMALLEST_TARGET = 24
SCRIPT = "quiz.js"
NOTES = """() => [...document.querySelectorAll(".quiz details > ol > li")].map(
  (answer) => [...answer.firstElementChild.children].map((note) => ({
    right: "right" in note.dataset,
    value: note.querySelector("data")?.value ?? null,
    text: note.textContent,
  })))"""
HEARD = """(k) => {
  const said = document.querySelectorAll(".quiz fieldset > [role=status]")[k];
  const score = document.querySelector(".quiz > [role=status]").textContent;
  return { role: said.role, verdict: said.className, text: said.textContent, score };
}"""
PRINTED = """() => [
  [...document.querySelectorAll(".quiz details li")].every((item) =>
    item.getBoundingClientRect().height > 0),
  [...document.querySelectorAll(".quiz button")].some((button) =>
    button.getBoundingClientRect().height > 0),
]"""
TARGETS = """() => [...document.querySelectorAll(
  ".quiz :is(li > label, input, button, summary)")].map((target) => {
  const { left, right, width, height } = target.getBoundingClientRect();
  return [Math.min(width, height), left, right];
})"""
# 2/3, as the keyboards of the world write it
FORMS = [
    *("0.667", "0,667", ".667", "2/3", " 2 / 3 ", "66.7e-2", "+0.6667"),
    *(
        "０．６６７",
        "０。６６７",
        "０，６６７",
        "２／３",
        "0、667",
        "−2/−3",
        "ー２／ー３",
    ),
]
NOT_NUMBERS = ["", "  ", "two", "2/", "/3", "1/2/3", "1/0", "0.6.7", "2 3 x"]


class Quiz:
    """The questions of a page, and the way a keyboard answers them."""

    def __init__(self, tab):
        self.tab = tab
        self.notes = tab.evaluate(NOTES)  # on each answer of each question
        words = tab.locator(".quiz").get_attribute("data-words")
        self.check, self.wrong, self.first, self.score = words.split("|")

    def answer(self, k: int, place: int, value: str | None) -> dict:
        """Give an answer by the keyboard alone; return what the page says then."""
        field = self.tab.locator(".quiz fieldset").nth(k).locator("input").first
        field.focus()
        if value is None:
            self.tab.keyboard.press("Space")
            for _ in range(place):
                self.tab.keyboard.press("ArrowDown")
        else:
            field.fill("")
            self.tab.keyboard.insert_text(value)
        self.tab.keyboard.press("Enter")
        return self.tab.evaluate(HEARD, k)

    def counted(self, right: int) -> str:
        """The score as a sentence."""
        return self.score.format(n=right, m=len(self.notes))


@pytest.fixture
def quiz(reading, asking):
    return Quiz(reading(asking).tab)


@pytest.fixture
def opened(visit, chapters, edition):
    """The questions of chapter 1, of which none is answered yet."""
    found = (p for p in chapters if p.edition == edition and p.stem.startswith("01-"))
    return Quiz(visit(next(found)).tab)


def test_every_question_has_one_right_answer_and_a_word_on_each(soup, asking):
    (quiz,) = soup(asking.file).select(".quiz")
    fields, answers = quiz.select("fieldset"), quiz.select("details > ol > li")
    assert len(fields) == len(answers) >= 4
    for number, (field, answer) in enumerate(zip(fields, answers, strict=True), 1):
        notes = answer.select(":scope > * > li")
        assert field.legend.text.startswith(f"{number}. ")
        assert len(answer.select("[data-right]")) == 1
        assert answer.select_one("[data-right]").text.startswith("✓")
        assert all(len(note.text) > 3 for note in notes)
        if field.select("[type=radio]"):
            names = {button["name"] for button in field.select("input")}
            assert names == {f"q{number}"}
            assert len(field.select("label")) == len(notes)
        else:
            assert field.label.input["inputmode"] == "decimal"
            for data in answer.select("data"):
                assert shown(float(data["value"])) == data.text


def test_every_answer_by_keyboard_is_judged_announced_and_counted(quiz):
    for k, notes in enumerate(quiz.notes):
        for place, note in sorted(enumerate(notes), key=lambda pair: pair[1]["right"]):
            verdict = "" if note["right"] else f"✗ {quiz.wrong} "
            assert quiz.answer(k, place, note["value"]) == {
                "role": "status",
                "verdict": "right" if note["right"] else "wrong",
                "text": verdict + note["text"],
                "score": quiz.counted(k + note["right"]),
            }


def test_another_answer_is_not_judged_before_it_is_given(quiz):
    place, note = next(pair for pair in enumerate(quiz.notes[0]) if pair[1]["right"])
    assert quiz.answer(0, place, note["value"])["text"]
    quiz.tab.keyboard.press("1" if note["value"] else "ArrowDown")
    assert quiz.tab.evaluate(HEARD, 0)["text"] == ""


def test_the_script_is_small_and_has_nothing_to_complain_of(reading, asking, packed):
    visit = reading(asking)
    assert sum(SCRIPT in url for url in visit.requests) == 1
    script = asking.file.parent / "_static" / SCRIPT
    assert 0 < packed(script.read_bytes()) <= 2500
    assert visit.complaints == []


def test_pages_without_questions_do_not_load_it(soup, pages):
    for page in pages:
        loads = bool(soup(page.file).select(f'script[src*="{SCRIPT}"]'))
        assert loads == bool(soup(page.file).select(".quiz"))


def test_a_number_is_read_as_any_keyboard_writes_it(opened):
    assert opened.notes[2][0]["value"] == "0.666667"
    for form in FORMS:
        assert opened.answer(2, 0, form)["verdict"] == "right", form
    for form in NOT_NUMBERS:
        assert opened.answer(2, 0, form)["text"] == opened.first, form
    for form in ("0.68", "-0.667", "667", "0.2"):
        heard = opened.answer(2, 0, form)
        assert (heard["verdict"], heard["text"]) == ("wrong", f"✗ {opened.wrong} ")


def test_no_choice_is_no_answer(opened):
    button = opened.tab.locator(".quiz button").nth(1)
    assert button.text_content() == opened.check
    button.click()
    assert opened.tab.evaluate(HEARD, 1)["text"] == opened.first


@pytest.mark.in_turn
def test_without_scripts_the_answers_unfold(visit, asking):
    tab = visit(asking, java_script_enabled=False).tab
    assert tab.locator(".quiz button").count() == 0
    answers = tab.locator(".quiz details")
    assert not answers.locator("[data-right]").first.is_visible()
    answers.locator("summary").first.click()
    assert answers.locator("[data-right]").first.is_visible()


def test_on_paper_the_answers_stand_below_and_nothing_waits_for_a_click(quiz):
    quiz.tab.emulate_media(media="print")
    answers, buttons = quiz.tab.evaluate(PRINTED)
    quiz.tab.emulate_media(media="screen")
    assert answers
    assert not buttons


@pytest.mark.in_turn
def test_on_a_phone_targets_are_large_and_nothing_is_cut_off(visit, asking):
    tab = visit(asking, viewport={"width": 360, "height": 740}).tab
    for size, left, right in tab.evaluate(TARGETS):
        assert size >= SMALLEST_TARGET
        assert 0 <= left < right <= 360
