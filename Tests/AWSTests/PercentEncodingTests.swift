import AWS
import Testing

@Suite struct PercentEncodingTests {
  @Test func `Only unreserved characters are not percent-encoded`() {
    #expect(PercentEncoding.encode("aZ09-._~") == "aZ09-._~")
    #expect(PercentEncoding.encode("a b+ü/%&=") == "a%20b%2B%C3%BC%2F%25%26%3D")
    #expect(PercentEncoding.encodePath("/a b//ü/") == "/a%20b//%C3%BC/")
    #expect(PercentEncoding.decode("a%20b+%c3%BC%2F%zz%4") == "a b+ü/%zz%4")
  }
}
