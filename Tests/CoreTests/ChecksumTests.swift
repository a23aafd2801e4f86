import Core
import Testing

@Suite struct ChecksumTests {
  @Test func `SHA-256 examples of FIPS 180-4`() {
    #expect(
      SHA256.hex("abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `HMAC-SHA-256 test case 2 of RFC 4231`() {
    let code = HMAC.sha256(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8))
    #expect(Hex.text(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test func `CRC-32 values of zlib`() {
    #expect(crc32([UInt8](repeating: 0, count: 32)).value == 0x190A_55AD)
    #expect(crc32([UInt8](repeating: 0xFF, count: 32)).value == 0xFF6C_AB0B)
    #expect(crc32(Array(0..<32)).value == 0x9126_7E8A)
    #expect(crc32(Array("123456789".utf8)).value == 0xCBF4_3926)
  }

  @Test(arguments: [0, 1, 7, 15, 16, 17, 31, 33, 100, 1000])
  func `Incremental and one-shot checksums are equal`(
    size: Int
  ) {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * $0 + $0) }
    var crc = CRC32()
    var sha = SHA256()
    for part in [bytes[..<size], bytes[size...]] {
      crc.update(part)
      sha.update(part)
    }
    #expect(crc.value == crc32(bytes).value)
    #expect(sha.finish() == SHA256.digest(bytes))
  }

  private func crc32(_ bytes: [UInt8]) -> CRC32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc
  }
}
