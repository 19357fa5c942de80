import { crc32, deflateRawSync } from 'node:zlib'

export type Member = { name: string; content: string | Buffer; method?: number; flags?: number; checksum?: number; size?: number }

/** A zip archive, byte by byte, so that each of its numbers can be wrong. */
export function zipOf(...members: Member[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, method = 8, flags = 0, checksum, size } of members) {
    const bytes = Buffer.from(content)
    const packed = method === 8 ? deflateRawSync(bytes) : bytes
    const numbers = Buffer.alloc(26)
    numbers.writeUInt16LE(20, 0)
    numbers.writeUInt16LE(flags, 2)
    numbers.writeUInt16LE(method, 4)
    numbers.writeUInt32LE(checksum ?? crc32(bytes), 10)
    numbers.writeUInt32LE(packed.length, 14)
    numbers.writeUInt32LE(size ?? bytes.length, 18)
    numbers.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), numbers, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\0'), numbers, rest, Buffer.from(name))
    parts.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, entries, end])
}
