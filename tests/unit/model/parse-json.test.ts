import { describe, expect, it } from 'vitest'
import { findJson, parseJsonAnswer } from '../../../src/model/parse-json.ts'

const value = { a: [1, { b: 'two' }], c: null }
const json = JSON.stringify(value)

describe('the JSON of an answer is found', () => {
  it.each([
    ['as it is', json],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['in a fence that is never closed', `\`\`\`json\n${json}`],
    ['amid prose', `Sure! Here is your plan [draft]:\n\n${json}\n\nLet me know {if} it helps.`],
    ['after shorter JSON in the prose', `Sources [1] and {"n": 2} say: ${json}`],
    ['broken, after shorter sound JSON', `Sources [1, 2] say: ${json.replace('}]', '},]')}`],
    ['after a byte order mark', `\uFEFF${json}`],
    ['with trailing commas', '{"a": [1, {"b": "two",},], "c": null,}'],
    ['in single quotes', "{'a': [1, {'b': 'two'}], 'c': null}"],
    ['with comments', '{"a": [1, {"b": "two"}], // the list\n"c": null /* nothing */}'],
    ['in the words of Python', "{'a': [1, {'b': 'two'}], 'c': None}"],
    ['with bare keys', '{a: [1, {b: "two"}], c: null}'],
    ['as a JSON string', JSON.stringify(json)],
    [
      'after thinking aloud about other JSON',
      `<think>maybe {"plan": "x", "longer": "${'y'.repeat(99)}"}</think>${json}`,
    ],
    ['cut off', json.slice(0, -1)],
  ])('%s', (_, text) => {
    expect(parseJsonAnswer(text)).toEqual(value)
  })

  it('although its strings hold brackets and quotes', () => {
    const tricky = { code: 'if (x) { print("}") }', list: ['[', '"'] }
    expect(parseJsonAnswer(`Here: ${JSON.stringify(tricky)} done`)).toEqual(tricky)
  })

  it('and said to be cut off when brackets stay open', () => {
    expect(findJson('{"plan": [{"a": 1}, {"a"')).toMatchObject({ isCutOff: true })
    expect(findJson(json)).toMatchObject({ isCutOff: false })
  })
})

describe('an answer without JSON is refused', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \n '],
    ['a refusal', "I'm sorry, I can't help with that."],
    ['an error page', '<html><body><h1>502 Bad Gateway</h1></body></html>'],
    ['null', 'null'],
    ['a number', '42'],
    ['an empty object', '{}'],
    ['an empty list', '[]'],
  ])('%s', (_, text) => {
    expect(() => parseJsonAnswer(text)).toThrow(expect.objectContaining({ code: 'MODEL_ANSWER_INVALID' }))
  })

  it('when it is broken and so long that mending it would hold everything up', () => {
    expect(parseJsonAnswer(`{"a": ["${'x'.repeat(99_000)}",]}`)).toHaveProperty('a')
    expect(parseJsonAnswer(`{"a": ["${'x'.repeat(1_000_000)}"]}`)).toHaveProperty('a')
    expect(() => parseJsonAnswer(`{"a": ["${'x'.repeat(101_000)}",]}`)).toThrow('holds no JSON object')
  })

  it('without repeating any of it', () => {
    const secret = 'call me at +1 555 0100'
    expect(() => parseJsonAnswer(secret)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('555') }),
    )
  })
})
