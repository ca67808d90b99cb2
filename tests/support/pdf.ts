import { deflateSync } from 'node:zlib'

interface PdfOptions {
  /** Content streams packed by Flate, as most programs write them. */
  readonly compressed?: boolean
  readonly title?: string
  /** Lines of the trailer's dictionary. */
  readonly trailer?: string
}

/** A PDF by hand: a page for each list of lines, an empty line for a gap between paragraphs. Plain letters only. */
export function pdfOf(pages: readonly (readonly string[])[], options: PdfOptions = {}): Buffer {
  const { compressed = false, title, trailer = '' } = options
  const objects: Buffer[] = []
  const add = (...parts: (string | Buffer)[]) => objects.push(Buffer.concat(parts.map((part) => Buffer.from(part))))
  add('<< /Type /Catalog /Pages 2 0 R >>')
  const kids = pages.map((_, index) => `${5 + index * 2} 0 R`).join(' ')
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (const lines of pages) {
    const plain = Buffer.from(contentOf(lines))
    const content = compressed ? deflateSync(plain) : plain
    const filter = compressed ? '/Filter /FlateDecode ' : ''
    add(`<< ${filter}/Length ${content.length} >>\nstream\n`, content, '\nendstream')
    const resources = '/Resources << /Font << /F1 3 0 R >> >>'
    add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${objects.length} 0 R ${resources} >>`)
  }
  if (title !== undefined) add(`<< /Title (${title}) >>`)
  const info = title === undefined ? '' : `/Info ${objects.length} 0 R`
  return fileOf(objects, `/Root 1 0 R ${info} ${trailer}`)
}

/** A PDF of a few bytes whose one page unpacks to this many. */
export function bombPdf(unpackedBytes: number): Buffer {
  const packed = deflateSync(deflateSync(Buffer.alloc(unpackedBytes, ' ')))
  const stream = `<< /Filter [/FlateDecode /FlateDecode] /Length ${packed.length} >>\nstream\n`
  return fileOf(
    [
      Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
      Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
      Buffer.from('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1 1] /Contents 4 0 R >>'),
      Buffer.concat([Buffer.from(stream), packed, Buffer.from('\nendstream')]),
    ],
    '/Root 1 0 R',
  )
}

function contentOf(lines: readonly string[]): string {
  let y = 770
  const shown = lines.map((line) => {
    y -= 14
    return line === '' ? '' : `1 0 0 1 72 ${y} Tm (${line.replaceAll(/[()\\]/g, '\\$&')}) Tj`
  })
  return `BT /F1 12 Tf\n${shown.join('\n')}\nET`
}

function fileOf(objects: readonly Buffer[], trailer: string): Buffer {
  const parts = [Buffer.from('%PDF-1.4\n')]
  const offsets: number[] = []
  let position = parts[0]?.length ?? 0
  for (const [index, object] of objects.entries()) {
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    offsets.push(position)
    parts.push(part)
    position += part.length
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const count = objects.length + 1
  parts.push(Buffer.from(`xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<< /Size ${count} ${trailer} >>\n`))
  parts.push(Buffer.from(`startxref\n${position}\n%%EOF`))
  return Buffer.concat(parts)
}
