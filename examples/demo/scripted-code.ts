/** What the simulated model "writes". The programs are real: the sandbox runs them. */

export const FIBONACCI = {
  code: `def fibonacci(n):
    """Return the first n Fibonacci numbers, starting with 0 and 1.

    Raises ValueError when n is negative.
    """
    if n < 0:
        raise ValueError("n must not be negative")
    numbers = []
    a, b = 0, 1
    for _ in range(n):
        numbers.append(a)
        a, b = b, a + b
    return numbers
`,
  tests: `import unittest
from solution import fibonacci


class TestFibonacci(unittest.TestCase):
    def test_first_ten(self):
        self.assertEqual(fibonacci(10), [0, 1, 1, 2, 3, 5, 8, 13, 21, 34])

    def test_none(self):
        self.assertEqual(fibonacci(0), [])

    def test_each_is_the_sum_of_the_two_before(self):
        numbers = fibonacci(30)
        self.assertTrue(all(numbers[i] == numbers[i - 1] + numbers[i - 2] for i in range(2, 30)))

    def test_negative_is_refused(self):
        with self.assertRaises(ValueError):
            fibonacci(-1)
`,
}

const LEAP_YEAR_TESTS = `import unittest
from solution import is_leap_year


class TestLeapYear(unittest.TestCase):
    def test_every_fourth_year(self):
        self.assertTrue(is_leap_year(2024))
        self.assertFalse(is_leap_year(2023))

    def test_a_century_is_not(self):
        self.assertFalse(is_leap_year(1900))

    def test_every_fourth_century_is(self):
        self.assertTrue(is_leap_year(2000))
`

/** Wrong for centuries, as first drafts are. */
export const LEAP_YEAR_DRAFT = {
  code: `def is_leap_year(year):
    """Say whether a year of the Gregorian calendar is a leap year."""
    return year % 4 == 0
`,
  tests: LEAP_YEAR_TESTS,
}

export const LEAP_YEAR_MENDED = {
  code: `def is_leap_year(year):
    """Say whether a year of the Gregorian calendar is a leap year."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
`,
  tests: LEAP_YEAR_TESTS,
}

export const SENTIMENT = {
  code: `import re

POSITIVE = {"love", "great", "excellent", "happy", "fantastic", "perfect", "pleasure", "beautiful", "better",
            "recommended", "wonderful", "good", "sturdy", "fast", "solid"}
NEGATIVE = {"broke", "terrible", "disappointed", "waste", "worst", "stopped", "cheap", "flimsy", "poor", "damaged",
            "awful", "refund", "bad", "horrible", "useless", "disappointment", "loose", "never", "weak", "torn"}
NEGATIONS = {"not", "nor", "neither", "nothing"}


def sentiment(text):
    """Score a text from -1 (negative) to 1 (positive): (positive - negative) / (positive + negative) words."""
    words = re.findall(r"[a-z']+", text.lower())
    positive = negative = 0
    for index, word in enumerate(words):
        turned = index > 0 and words[index - 1] in NEGATIONS
        if word in POSITIVE:
            positive, negative = (positive, negative + 1) if turned else (positive + 1, negative)
        elif word in NEGATIVE:
            positive, negative = (positive + 1, negative) if turned else (positive, negative + 1)
    return 0.0 if positive + negative == 0 else round((positive - negative) / (positive + negative), 3)


data = octo["data"]
if data:
    reviews = octo["context"]["reviews"][data["from"]:data["to"]]
    result = [
        {"id": review["id"], "product": review["product"], "stars": review["stars"],
         "sentiment_score": sentiment(review["text"])}
        for review in reviews
    ]
`,
  tests: '',
}

/** Puts both halves together. Written into the plan itself, because the model knew it when it planned. */
export const SENTIMENT_SUMMARY = `from collections import defaultdict

scores = [row for step in ("2", "3") for row in octo["steps"][step]["result"]]
by_product = defaultdict(list)
for row in scores:
    by_product[row["product"]].append(row["sentiment_score"])


def mean(values):
    return round(sum(values) / len(values), 3)


def correlation(xs, ys):
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    top = sum((x - mx) * (y - my) for x, y in zip(xs, ys))
    return round(top / (sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)) ** 0.5, 3)


result = {
    "reviews": len(scores),
    "sentiment_score": mean([row["sentiment_score"] for row in scores]),
    "positive": sum(row["sentiment_score"] > 0 for row in scores),
    "neutral": sum(row["sentiment_score"] == 0 for row in scores),
    "negative": sum(row["sentiment_score"] < 0 for row in scores),
    "agreement_with_stars": correlation([row["stars"] for row in scores], [row["sentiment_score"] for row in scores]),
    "sentiment_score_by_product": {name: mean(values) for name, values in sorted(by_product.items())},
}
`

/** A calculation that takes a while: something a worker can be killed in the middle of. */
export const SLOW_PRIMES = `import time

started = time.time()
limit, primes = octo["data"]["limit"], []
candidate = 2
while candidate < limit:
    if all(candidate % p for p in primes if p * p <= candidate):
        primes.append(candidate)
    candidate += 1
while time.time() - started < octo["data"]["seconds"]:
    pass
result = {"primes": len(primes), "largest": primes[-1]}
`

export const COMPARE_PRIMES = `counts = [octo["steps"][step]["result"]["primes"] for step in sorted(octo["steps"])]
result = {"counts": counts, "growing": counts == sorted(counts)}
`

export const PACKING = {
  code: `def packing_list(days):
    """Give what belongs in the bag for these days, by the rules of the packing guide."""
    items = ["toothbrush"]
    if any(day["rain_mm"] > 2 for day in days):
        items.append("rain jacket")
    if any(day["rain_mm"] > 10 for day in days):
        items.append("waterproof shoes")
    if any(day["low_celsius"] < 5 for day in days):
        items.append("warm jumper")
    if any(day["low_celsius"] < 0 for day in days):
        items.extend(["gloves", "hat"])
    return items
`,
  tests: `import unittest
from solution import packing_list


def day(rain_mm=0, low_celsius=15):
    return {"rain_mm": rain_mm, "low_celsius": low_celsius}


class TestPackingList(unittest.TestCase):
    def test_fine_days_need_little(self):
        self.assertEqual(packing_list([day()]), ["toothbrush"])

    def test_rain_needs_a_jacket(self):
        self.assertIn("rain jacket", packing_list([day(), day(rain_mm=3)]))
        self.assertNotIn("waterproof shoes", packing_list([day(rain_mm=3)]))

    def test_frost_needs_gloves(self):
        self.assertIn("gloves", packing_list([day(low_celsius=-1)]))
`,
}

/** Finds the function and the forecast among what the step is given, and uses the one on the other. */
export const PACK_BY_FORECAST = `given = octo["steps"].values()
source = next(output["code"] for output in given if "code" in output)
days = next(output["days"] for output in given if "days" in output)
scope = {}
exec(source, scope)
result = {"bag": scope["packing_list"](days), "days": len(days)}
print(", ".join(result["bag"]))
`
