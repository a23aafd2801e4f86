import Core
import Testing

/// The test vectors of RFC 4648, section 10.
@Suite struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `bytes are encoded`(bytes: String, text: String) {
    #expect(Base64.text(Array(bytes.utf8)) == text)
  }
}
