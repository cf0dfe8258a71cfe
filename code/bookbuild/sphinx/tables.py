"""Tables wider than a phone scroll in a box of their own, also by keyboard."""

BOX = '<div class="pst-scrollable-table-container"'


def let_scroll(app, pagename, templatename, context, doctree):
    """Make the theme's boxes focusable: the arrow keys then scroll them."""
    if "body" in context:
        context["body"] = context["body"].replace(BOX, f'{BOX} tabindex="0"')


def setup(app):
    app.connect("html-page-context", let_scroll)
