"""A move of a live figure lays out what moved, never the page around it.

That is what makes a move cheap on a slow phone: a long page has twenty thousand boxes.
"""

import pytest

# Every place of every control, each move named in the trace and laid out at once.
MOVES = """async () => {
  const lay_out = () => document.body.getBoundingClientRect();
  const isBox = (control) => control.type === "checkbox";
  const places = (c) => c.type === "range" ? Number(c.max) + 1 : c.options?.length ?? 2;
  const go = (control, place) => {
    if (isBox(control)) control.checked = place === 1;
    else control.value = place;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  };
  let moves = 0;
  const frame = () => new Promise(requestAnimationFrame);
  for (const body of document.querySelectorAll(".live-body")) {
    body.scrollIntoView({ block: "center", behavior: "instant" });
    for (let k = 0; k < 3; k++) await frame(); // what is far away is not laid out
    for (const control of body.querySelectorAll("[name]")) {
      const start = isBox(control) ? Number(control.checked) : Number(control.value);
      lay_out();
      for (let place = 0; place < places(control); place++, moves++) {
        performance.mark(`${body.dataset.live} ${control.name} ${place}`);
        go(control, place);
        lay_out();
        performance.mark("moved");
      }
      go(control, start);
    }
  }
  return moves;
}"""
CATEGORIES = ["devtools.timeline", "blink.user_timing"]


@pytest.mark.in_turn
def test_a_move_lays_out_the_figure_alone(visit, moving):
    tab = visit(moving).tab
    tab.evaluate("document.fonts.ready.then(() => true)")
    moves, events = traced(tab, MOVES)
    layouts = list(of_moves(events))
    assert len({move for move, _ in layouts}) > moves / 2  # some change no box
    of_the_page = {move: to_do for move, to_do in layouts if not to_do["partialLayout"]}
    assert of_the_page == {}


def traced(tab, script):
    """Run a script; return its result, and the browser's events in their order."""
    events, ended = [], []
    session = tab.context.new_cdp_session(tab)
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda _: ended.append(True))
    config = {"includedCategories": CATEGORIES}
    session.send("Tracing.start", {"traceConfig": config})
    result = tab.evaluate(script)
    session.send("Tracing.end")
    while not ended:
        tab.wait_for_timeout(10)
    return result, sorted(events, key=lambda event: event["ts"])


def of_moves(events):
    """Give each move's name with what its layout had to do."""
    move = ""
    for event in events:
        if "user_timing" in event["cat"]:  # the browser's own marks, too
            move = event["name"] if event["name"].startswith("live-") else ""
        elif move and event["name"] == "Layout" and event["ph"] == "X":
            yield move, event["args"]["beginData"]
