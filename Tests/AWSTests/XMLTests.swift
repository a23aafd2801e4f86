import AWS
import Testing

@Suite struct XMLTests {
  private func parse(_ text: String) throws(XMLError) -> XMLElement {
    try XMLElement(parsing: Array(text.utf8))
  }

  @Test func `Elements, text and predefined entities`() throws {
    let root = try parse(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <ListResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>a &amp; ü &#x41;</Name>
      <Contents><Key>x</Key></Contents><Contents><Key>y</Key></Contents><Empty/></ListResult>
      """)
    #expect(root.name == "ListResult")
    #expect(root["Name"]?.text == "a & ü A")
    #expect(root.all("Contents").map { $0["Key"]?.text } == ["x", "y"])
    #expect(root["Empty"] == XMLElement("Empty"))
    #expect(root["Missing"] == nil)
    #expect(try parse("<s:a xmlns:s='u'><s:b>1</s:b></s:a>")["b"]?.text == "1")
  }

  @Test(arguments: [
    ("", "no element"), ("no XML", "syntax error"), ("<a><b></a>", "mismatched"), ("<a>", "no element"),
    ("<!DOCTYPE a [<!ENTITY e 'boo'>]><a>&e;</a>", "DTD"), ("<a>&lol;</a>", "entity"),
  ])
  func `Invalid documents are rejected with a reason`(text: String, reason: String) {
    expectRejection(text, reason)
  }

  @Test(arguments: [("<a>", 64, "deeply"), ("<b/>", 100_000, "too many")])
  func `Excessive documents are rejected with a reason`(element: String, count: Int, reason: String) {
    expectRejection("<a>" + String(repeating: element, count: count) + "</a>", reason)
  }

  private func expectRejection(_ text: String, _ reason: String) {
    #expect {
      try parse(text)
    } throws: {
      "\($0)".contains(reason)
    }
  }
}
