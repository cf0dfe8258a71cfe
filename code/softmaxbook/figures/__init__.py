"""What the chapters draw: one module a chapter, one function a figure.

Every ``draw_…(ax, …)`` draws into the axes it is given and returns the numbers a
reader should see; it neither shows nor saves.
"""
