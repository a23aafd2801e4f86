import Detections
import Testing

@Suite struct SubjectsTests {
  @Test(arguments: [
    ("faces", Subjects.faces), (" persons , text", Subjects(persons: true, text: true)),
    ("heads", Subjects(faces: true, heads: true)), ("heads,faces", Subjects(heads: true)),
    ("plates,screens,text", Subjects(text: true, plates: true, screens: true)),
    ("faces,label:Car", Subjects(faces: true, labels: ["Car"])),
    (#"label:"License Plate",label: Car ,label:"a,b""#, Subjects(labels: ["License Plate", "Car", "a,b"])),
    ("label:\"\u{1F3FB}\",label:\u{301}", Subjects(labels: ["\u{1F3FB}", "\u{301}"])),
  ])
  func `a list is parsed`(list: String, subjects: Subjects) throws {
    let read = try Subjects(parsing: list)
    #expect(read == subjects)
    let again = try Subjects(parsing: read.description)
    #expect(again == subjects)
  }

  @Test(arguments: [
    "", ",", "faces,", "face", "Faces", "label", "label:", #"label:"""#, #"label:"a"#, #"label:"a"b"#,
  ])
  func `an invalid list is rejected`(list: String) {
    #expect(throws: SubjectsError.self) { try Subjects(parsing: list) }
  }
}
