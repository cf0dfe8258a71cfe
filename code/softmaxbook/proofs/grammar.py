"""The grammar of the book's formulas: tokens in, functions of a `Scope` out."""

import re
from itertools import product

import numpy as np
import sympy as sp

from softmaxbook.proofs.vocabulary import (
    CLASSES,
    FUNCTIONS,
    INDICES,
    QUANTIFIERS,
    WITHOUT_PARENTHESES,
    Unreadable,
    is_vector,
)

RELATIONS = frozenset({"=", "<", ">", r"\le", r"\ge", r"\to", r"\approx"})
CLOSING = frozenset({")", "]", "}", ",", r"\|", ""})
PRODUCTS = frozenset({r"\cdot", r"\times", r"\circ"})
OPENING = {"(": ")", "[": "]"}
SIGNS = frozenset("+-")
DERIVATIVE = frozenset({"d", r"\partial"})
LETTER = re.compile(
    r"[A-Za-z]|\\(?:alpha|beta|gamma|Delta|eta|theta|lambda|mu|nu|pi|rho|tau|xi"
    r"|varepsilon|ell|bar [a-zA-Z])"
)


class Formula:
    """A reader of tokens; each method reads one construct and moves on."""

    def __init__(self, tokens, called=frozenset(), vectors=frozenset(), shared=None):
        self.tokens, self.at = [*tokens, ""], 0
        self.called, self.vectors = called, vectors
        self.bound, self.free = shared or ([], set())
        self.bars = 0

    def peek(self):
        return self.tokens[self.at]

    def take(self, expected=None):
        token = self.peek()
        if not token or (expected and token != expected):
            raise Unreadable(f"{token or 'the end'!r} where {expected!r} should be")
        self.at += 1
        return token

    def chains(self):
        """Read chains of relations, with commas between them."""
        found = [self.chain()]
        while self.peek() == ",":
            self.take()
            found.append(self.chain())
        if self.peek():
            raise Unreadable(f"{self.peek()!r} is left over")
        return found

    def chain(self):
        """Read ``a = b ≤ c``: a relation, its right side and that side's tokens."""
        sides = [("", *self.side())]
        while self.peek() in RELATIONS:
            sides.append((self.take(), *self.side()))
        return sides

    def side(self):
        start = self.at
        return self.expression(), tuple(self.tokens[start : self.at])

    def expression(self):
        value = self.signed()
        while self.peek() in SIGNS:
            value = self.combine(np.add, value, self.signed())
        return value

    def signed(self):
        sign = self.take() if self.peek() in SIGNS else "+"
        value = self.term()
        return (lambda scope: -value(scope)) if sign == "-" else value

    def term(self, stop=frozenset()):
        value = self.factor()
        while self.peek() not in CLOSING | RELATIONS | SIGNS | stop:
            if self.bars and self.peek() == "|":
                break
            if self.peek() == "/":
                self.take()
                value = self.combine(np.true_divide, value, self.factor())
            else:
                sign = self.take() if self.peek() in PRODUCTS else ""
                value = self.combine(_multiply(sign), value, self.factor())
        return value

    def combine(self, operation, left, right):
        return lambda scope: operation(left(scope), right(scope))

    def factor(self):
        value = self.atom()
        while self.peek() in ("^", "_"):
            if self.take() == "^":
                value = self.combine(np.power, value, self.exponent())
            elif self.peek() == "+":
                self.take()
                value = _positive_part(value)
            else:
                value = _entry(value, self.subscript())
        return value

    def exponent(self):
        mark = self.part(self.tokens[self.at : -1]).raw()
        if mark == [r"\top"] or (len(mark) == 3 and mark[0] == "("):
            raise Unreadable("a superscript that is no exponent")
        return self.group()

    def group(self):
        """Read ``{…}``, or one digit or letter without braces."""
        if self.peek() == "{":
            self.take()
            value = self.expression()
            self.take("}")
            return value
        return self.part(self.raw()).expression()

    def raw(self):
        """Take the tokens of ``{…}``, or one."""
        if self.take() != "{":
            return self.tokens[self.at - 1 : self.at]
        start, depth = self.at, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
        return self.tokens[start : self.at - 1]

    def part(self, tokens):
        shared = (self.bound, self.free)
        return Formula(tokens, self.called, self.vectors, shared)

    def atom(self):
        token = self.take()
        if token.isdigit():
            return self.number(token)
        if token in OPENING:
            return self.parenthesis(OPENING[token])
        if token == "|":
            return self.absolute()
        if token in QUANTIFIERS and self.peek() == "_":
            return self.quantified(QUANTIFIERS[token])
        if token in {*FUNCTIONS, *self.called} and self.calls(token):
            return self.function(token)
        if token == r"\frac":
            return self.fraction()
        if token == r"\sqrt":
            inside = self.group()
            return lambda scope: sp.sqrt(inside(scope))
        if LETTER.fullmatch(token) or token in FUNCTIONS or token == r"\delta":
            return self.letter(token)
        raise Unreadable(f"{token!r} has no meaning here")

    def number(self, digits):
        while self.peek().isdigit():
            digits += self.take()
        return lambda scope: sp.Integer(digits)

    def parenthesis(self, closing):
        values = [self.expression()]
        while self.peek() == ",":
            self.take()
            values.append(self.expression())
        self.take(closing)
        if len(values) == 1:
            return values[0]
        return lambda scope: np.array([v(scope) for v in values], dtype=object)

    def absolute(self):
        self.bars += 1
        inside = self.expression()
        self.take("|")
        self.bars -= 1
        return lambda scope: sp.Abs(inside(scope))

    def calls(self, name):
        """Tell whether an argument follows, beyond marks and scripts."""
        ahead = self.part(self.tokens[self.at : -1])
        while ahead.peek() in ("'", "_", "^"):
            if ahead.take() != "'":
                ahead.raw()
        return name in WITHOUT_PARENTHESES or ahead.peek() in OPENING

    def function(self, name):
        primes, subscript, power = 0, None, None
        while self.peek() in ("'", "_", "^"):
            match self.take():
                case "'":
                    primes += 1
                case "_":
                    subscript = self.group()
                case _:
                    power = self.group()
        value = _call(name, subscript, self.arguments(name), primes)
        return self.combine(np.power, value, power) if power else value

    def arguments(self, name):
        if self.peek() not in OPENING:
            stops = {*OPENING, *PRODUCTS, *FUNCTIONS, *QUANTIFIERS}
            alone = self.peek() in stops
            return [self.factor() if alone else self.term(frozenset(stops))]
        closing = OPENING[self.take()]
        values = [self.expression()]
        while self.peek() in (",", r"\|"):
            self.take()
            values.append(self.expression())
        self.take(closing)
        return values

    def quantified(self, joined):
        self.take("_")
        letters, unlike = _range(self.raw())
        if self.peek() == "^":
            self.take()
            if self.raw() != ["C"]:
                raise Unreadable("a sum of not all classes")
        self.free |= {u for u in unlike if u in INDICES} - set(self.bound)
        self.bound += letters
        body = self.term()
        del self.bound[-len(letters) :]

        def value(scope):
            excluded = [_number(u, scope) for u in unlike]
            every = product(range(CLASSES), repeat=len(letters))
            kept = [at for at in every if not set(at) & set(excluded)]
            inner = (scope.at(**dict(zip(letters, at, strict=True))) for at in kept)
            return joined([body(each) for each in inner])

        return value

    def fraction(self):
        above, below = self.raw(), self.raw()
        if not (above and below and above[0] in DERIVATIVE and below[0] == above[0]):
            ratio = self.part(above).whole(), self.part(below).whole()
            return self.combine(np.true_divide, *ratio)
        variables = self.variables(below)
        operand = above[1:]
        if operand[:1] == ["^"]:
            operand = operand[4:] if operand[1] == "{" else operand[2:]
        value = self.part(operand).whole() if operand else self.term()
        return lambda scope: _differentiate(value(scope), [v(scope) for v in variables])

    def variables(self, below):
        """Read ``∂x ∂y`` or ``dx^2``: what to differentiate by, in turn."""
        parts, sign = [], below[0]
        for token in below:
            parts.append([]) if token == sign else parts[-1].append(token)
        found = []
        for tokens in parts:
            text = "".join(tokens)
            twice = re.search(r"\^\{?2\}?$", text)
            tokens = tokens[: -4 if text.endswith("}") else -2] if twice else tokens
            found += [self.part(tokens).whole()] * (2 if twice else 1)
        return found

    def whole(self):
        value = self.expression()
        if self.peek():
            raise Unreadable(f"{self.peek()!r} is left over")
        return value

    def subscript(self):
        """Read the entries that an index names, as index letters and numbers."""
        entries = [token for token in self.raw() if token != ","]
        if not entries or not all(map(_names_an_entry, entries)):
            raise Unreadable(f"the subscript {' '.join(entries)}")
        self.free |= {e for e in entries if e in INDICES} - set(self.bound)
        return tuple(entries)

    def letter(self, token):
        subscripted = self.peek() == "_"
        vector = token in self.vectors and self.peek() != "^"
        if token == "e" and not (subscripted or vector):
            return lambda scope: sp.E
        if token in self.bound:
            raise Unreadable(f"the index {token} taken for a number")
        if token == "C":
            return lambda scope: sp.Integer(CLASSES)
        if not subscripted or self.tokens[self.at + 1] == "+":
            return self.marked(token)
        ahead = self.part(self.tokens[self.at + 1 : -1]).raw()
        entries = [t for t in ahead if t != ","]
        if token not in self.vectors or not all(map(_names_an_entry, entries)):
            self.take()
            name = f"{token}_{''.join(self.raw())}"
            return lambda scope: scope.value(name)
        self.take()
        entries = self.subscript()
        if token == r"\delta":
            return lambda scope: sp.Integer(
                len({_number(e, scope) for e in entries}) == 1
            )
        return lambda scope: scope.value(
            token, tuple(_number(e, scope) for e in entries)
        )

    def marked(self, token):
        """Read a letter alone, or with a sign for a subscript: ``s_+``."""
        if self.peek() == "_":
            self.take()
            token += "_" + self.take()
        return lambda scope: scope.value(token)


def _names_an_entry(token):
    return token in INDICES or (token.isdigit() and token != "0")


def _number(entry, scope):
    return int(entry) - 1 if entry.isdigit() else scope.index[entry]


def _range(tokens):
    """Return the letters that a sum runs over, and the entries it leaves out."""
    text = "".join(tokens)
    if match := re.fullmatch(r"([a-z])(?:=1)?|([a-z]),([a-z])", text):
        return [letter for letter in match.groups() if letter], []
    if match := re.fullmatch(r"([a-z])\\ne([a-z]|\d)", text):
        return [match[1]], [match[2]]
    raise Unreadable(f"a sum over {text}")


def _multiply(sign):
    def multiply(left, right):
        if not (is_vector(left) and is_vector(right)):
            return np.multiply(left, right)
        if sign == r"\cdot":
            return left @ right
        if sign == r"\circ":
            return left * right
        raise Unreadable("two vectors side by side")

    return multiply


def _positive_part(value):
    return lambda scope: sp.Max(0, value(scope))


def _entry(value, entries):
    def entry(scope):
        whole = value(scope)
        if not is_vector(whole):
            raise Unreadable("an index of what is no vector")
        return whole[tuple(_number(e, scope) for e in entries)]

    return entry


def _call(name, subscript, arguments, primes):
    def value(scope):
        at = None if subscript is None else subscript(scope)
        values = [argument(scope) for argument in arguments]
        if not primes:
            return _value(scope, name, at, values)
        u = sp.Dummy("u", real=True)
        slope = sp.diff(_value(scope, name, at, [u]), u, primes)
        return np.frompyfunc(lambda a: slope.subs(u, a), 1, 1)(values[0])

    return value


def _value(scope, name, subscript, values):
    if name in scope.defined:
        return scope.call(name, *values)
    return FUNCTIONS[name](subscript, *values)


def _differentiate(value, variables):
    if not all(isinstance(v, sp.Symbol) for v in variables):
        raise Unreadable("a derivative by what is no variable")
    return np.frompyfunc(lambda f: sp.diff(f, *variables), 1, 1)(value)
