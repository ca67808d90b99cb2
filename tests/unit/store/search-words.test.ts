import { describe, expect, it } from 'vitest'
import { quotedIn, searchWords } from '../../../src/store/search-words.ts'

describe('searchWords', () => {
  it.each([
    ['parseHTTPRequest', ['parse', 'http', 'request'], ['parsehttprequest']],
    ['snake_case', ['snake', 'case'], ['snakecase']],
    ['src/store/a.ts', ['src', 'store', 'a', 'ts'], ['srcstoreats']],
    ['E-4711', ['e', '4711'], ['e4711']],
    ['v1.2.3', ['v1', '2', '3'], ['v123']],
    ['plain words', ['plain', 'words'], []],
  ])('cuts the name %s into its parts and knows it as one', (text, words, names) => {
    expect(searchWords(text)).toEqual({ words, names })
  })

  it.each([
    ['Ärger ÜBER Ｆｕｌｌ ﬁne', ['arger', 'uber', 'full', 'fine']],
    ['Straße, łódź, œuvre', ['strasse', 'lodz', 'oeuvre']],
    ['Άγιος', ['αγιοσ']],
    ['йод', ['йод']],
    ['हिन्दी', ['हिन्दी']],
  ])('folds %s no further than its script allows', (text, words) => {
    expect(searchWords(text).words).toEqual(words)
  })

  it('cuts scripts that have no spaces into words', () => {
    expect(searchWords('北京大学的学生').words).toEqual(['北京', '大学', '的', '学生'])
    expect(searchWords('ฉันไปโรงเรียน').words).toEqual(['ฉัน', 'ไป', 'โรงเรียน'])
  })

  it('leaves out what is too long to be a word', () => {
    expect(searchWords(`a ${'x'.repeat(101)} b`).words).toEqual(['a', 'b'])
  })
})

describe('quotedIn', () => {
  it('knows the quotation marks of several languages', () => {
    expect(quotedIn('a "b c" „d e“ «f g» "h')).toEqual(['b c', 'd e', 'f g'])
  })
})
