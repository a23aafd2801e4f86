import LambdaRuntime
import Testing

/// The encoding of JSON values.
@Suite struct JSONValueTests {
  private static let values: [(value: JSONValue, text: String)] = [
    ("", #""""#), ("ü 🙂 /", #""ü 🙂 /""#), ("a\"b\\c", #""a\"b\\c""#),
    ("\n\t\u{1F}\u{7F}", #""\n\u0009\u001f\u007F""#), ("\u{9B}31m\u{202E}", #""\u009B31m\u202E""#), (3, "3"),
    (-1, "-1"), (2.5, "2.5"), (4.0, "4"),
    (1e-7, "1e-07"), (.number(.nan), "null"), (.number(.infinity), "null"), (true, "true"), ([], "[]"),
    ([:], "{}"),
    (["b": [1, "x"], "a": ["c": false]], #"{"b":[1,"x"],"a":{"c":false}}"#),
  ]

  @Test(arguments: values)
  func `values are encoded compactly with members in order`(value: JSONValue, text: String) {
    #expect(String(decoding: value.bytes, as: UTF8.self) == text)
  }
}
