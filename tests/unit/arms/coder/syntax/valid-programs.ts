/** Programs of today's languages, dense with syntax that an old or a crude parser gets wrong. */
export const VALID: Readonly<Record<string, string>> = {
  python: `type Alias[T] = list[T]

class Box[T]:
    value: T | None = None

def first[T: (int, str)](xs: list[T], /, *, k: int = 0) -> T:
    if (n := len(xs)) > 0:
        return xs[k]
    raise ValueError(f"{n!r:>{10}} {'a' if n else "b"}")

match [1, {"a": 2}]:
    case [int(x), {"a": y, **rest}] if x > 0:
        print(x, y, rest)
    case Box(value=0) | None:
        pass
    case _:
        pass

async def pages():
    async with a as b, c as d:
        async for page in b:
            yield page

try:
    pass
except* ValueError as group:
    raise RuntimeError from group
with (open("a") as a, open("b") as b):
    pass
def star(*args: *Ts, **kwargs): return args[*kwargs]
total = 1_000 if True else 0x_ff
print(f"{total=}", f"{'nested' + f"{1}"}")
`,
  javascript: `import data from './data.json' with { type: 'json' }
export * as names from './names.js'
export class Counter {
  static #made = 0
  static { this.#made++ }
  #count = 0
  get count() { return this.#count ?? 0 }
  has(other) { return #count in other }
}
const { a = 1, ...rest } = await import('./x.js')
let b = a?.b?.[rest]?.(1) ?? 1_000n
b ||= 2
export async function* walk(tree) { for await (const leaf of tree) yield* leaf }
const pattern = /(?<year>\\d{4})\\k<year>/v
label: for (const x of [1, 2]) { if (x) continue label }
try { b() } catch { b = \`a\${a + \`c\${b}\`}\` }
export const view = <ul>{[1, 2].map((n) => <li key={n}>{n}</li>)}</ul>
`,
  typescript: `import type { Q } from './q.ts'
import { type R, f } from './r.ts'
type Head<T extends readonly unknown[]> = T extends [infer H extends string, ...infer _] ? H : never
type Getters<T> = { readonly [K in keyof T as \`get\${string & K}\`]-?: () => T[K] }
const config = { port: 80 } satisfies Record<string, number>
@sealed
class Store<in out T> extends Base {
  constructor(private readonly path: string, public size?: number) { super() }
  @logged() save(@checked value: T): asserts value is NonNullable<T> {}
  declare tag: string
  override close(): void {}
  accessor open = true
}
abstract class Shape { abstract area(): number; protected static readonly unit!: string }
enum Level { Low = 1, High = 'high' }
const enum Flag { On }
namespace Names { export const one = 1 }
declare module 'x' { export function g(): void }
function over(a: string): void
function over(a: number): void
function over(this: Window, ...a: [x: unknown, y?: string]): void {}
let u: unique symbol, id = <const T,>(x: T) => x!
const made = f<string>
`,
  go: `package main

import (
	"fmt"
	m "math"
)

type Number interface{ ~int | ~float64 }

type List[T comparable] struct {
	next *List[T]
	val  T
}

func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func (l *List[T]) Push(v T) { l.val = v }

func seq(yield func(int) bool) {
	for i := range 10 {
		if !yield(i) {
			return
		}
	}
}

func main() {
	defer func() { _ = recover() }()
	for x := range seq {
		fmt.Println(x, m.Pi, Map[int, string](nil, nil))
	}
	ch := make(chan<- int)
	select {
	case ch <- 1:
	default:
	}
	switch x := any(1).(type) {
	case int, string:
		_ = x
	}
	go func(xs ...int) {}([]int{1, 2, 3}[1:2:3]...)
}
`,
  rust: `use std::{fmt, io::{self, Read}};

#[derive(Debug, Clone)]
pub struct Point<'a, T: 'a + ?Sized, const N: usize> where T: fmt::Debug { x: &'a T, y: [u8; N] }

pub trait Go { type Out<'b> where Self: 'b; async fn go(&self) -> u8; }

pub async fn read(x: Option<u8>) -> Result<u8, Box<dyn std::error::Error + Send>> {
    let Some(v) = x else { return Err("none".into()) };
    let w = fetch(v).await?;
    Ok(w)
}

fn evens() -> impl Iterator<Item = u8> + 'static { (0..=9).filter(|n| n % 2 == 0) }

macro_rules! twice { ($x:expr) => { $x + $x }; }

fn main() {
    let n = if let Some(n) = Some(1) && n > 0 { n } else { 0 };
    match n { 0 | 1 => {}, k @ 2..=5 if k % 2 == 0 => println!("{k}"), _ => unreachable!() }
    let add = move |a: i32| -> i32 { a + 1 };
    let text = r#"a "quoted" text"#;
    'outer: loop { break 'outer }
    let c = const { 1 + 1 };
    unsafe { std::ptr::null::<u8>().read() };
}

#[cfg(test)]
mod tests { use super::*; #[test] fn adds() { assert_eq!(twice!(1), 2); } }
`,
  java: `package a.b;

import static java.util.Map.*;

public sealed interface Shape permits Circle, Square {}
record Circle(double r) implements Shape {
  Circle { if (r < 0) throw new IllegalArgumentException(); }
}
record Square<T extends Comparable<? super T>>(T side) implements Shape {}
enum Kind { A { void m() {} }, B; void m() {} }
non-sealed class Free {}

class Main {
  static int area(Object o) {
    return switch (o) {
      case null -> 0;
      case Integer i when i > 0 -> i;
      case Circle(double r) -> (int) r;
      case String s -> { yield s.length(); }
      default -> 1;
    };
  }
  public static void main(String... args) {
    var text = """
        hello "x"
        """;
    if (args[0] instanceof String s && s.length() > 0) {}
    try (var in = open()) {} catch (IOException | RuntimeException e) {}
    Runnable r = () -> List.<String>of().forEach(String::valueOf);
    label: for (;;) break label;
  }
}
`,
}
