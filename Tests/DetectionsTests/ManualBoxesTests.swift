import Detections
import Geometry
import Testing

/// Manually drawn boxes, for `--add`.
@Suite struct ManualBoxesTests {
  private func read(_ text: String, chunkSize: Int = .max) throws(DetectionError) -> [ManualBox] {
    try ManualBoxes.read(fill: source(text, chunkSize: chunkSize))
  }

  @Test(arguments: [1, 4096]) func `a box is static or moves`(chunkSize: Int) throws {
    let boxes = try read(
      """
      [{"start": 1.5, "end": "0:00:02", "box": [0.1, 0.2, 0.3, 0.4], "label": "screen"},
       {"keyframes": [{"time": 1, "box": [0, 0, 0.2, 0.2]}, {"time": 3, "box": [0.4, 0.2, 0.4, 0.2]}]}]
      """, chunkSize: chunkSize)
    #expect(boxes.map(\.label) == ["screen", ""])
    #expect(boxes.map(\.span) == [ms(1500)...ms(2000), ms(1000)...ms(3000)])
    #expect(boxes[0].box(while: ms(1600)..<ms(1640)) == Box(left: 0.1, top: 0.2, width: 0.3, height: 0.4))
    let middle = try #require(boxes[1].box(while: ms(1500)..<ms(1540)))
    for (found, expected) in [
      (middle.left, 0.1), (middle.top, 0.05), (middle.width, 0.25), (middle.height, 0.2),
    ] {
      #expect(abs(found - expected) < 1e-9)
    }
  }

  @Test func `a frame is covered if its display interval overlaps the span`() throws {
    let box = try read(#"[{"start": 1, "end": 2, "box": [0, 0, 1, 1]}]"#)[0]
    #expect(box.box(while: ms(960)..<ms(1000)) == nil)
    #expect(box.box(while: ms(970)..<ms(1010)) != nil)
    #expect(box.box(while: ms(2000)..<ms(2040)) != nil)
    #expect(box.box(while: ms(2001)..<ms(2041)) == nil)
  }

  @Test(
    arguments: [
      ("", "", .empty), ("[]", "", .empty), ("{}", "", .wrongType), ("[3]", "[0]", .wrongType),
      (#"[{"start":0,"end":1}]"#, "[0]", .wrongType), (#"[{"box":[0,0,1,1]}]"#, "[0]", .wrongType),
      (#"[{"start":0,"end":1,"box":[0,0,1,1],"keyframes":[]}]"#, "[0]", .wrongType),
      (#"[{"start":2,"end":1,"box":[0,0,1,1]}]"#, "[0]", .timestamp),
      (#"[{"start":"1:99","end":2,"box":[0,0,1,1]}]"#, "[0].start", .timestamp),
      (#"[{"start":-1,"end":2,"box":[0,0,1,1]}]"#, "[0].start", .timestamp),
      (#"[{"strat":1,"end":2,"box":[0,0,1,1]}]"#, "[0].strat", .wrongType),
      (#"[{"start":1,"end":2,"box":[10,10,50,50]}]"#, "[0].box[0]", .boundingBox),
      (#"[{"start":1,"end":2,"box":[0,0,1]}]"#, "[0].box", .boundingBox),
      (#"[{"start":1,"end":2,"box":[0,0,1,0]}]"#, "[0].box[3]", .boundingBox),
      (#"[{"start":1,"end":2,"box":[1.1,0,0.5,0.5]}]"#, "[0]", .boundingBox),
      (#"[{"keyframes":[{"time":0,"box":[0,0,1,1]}]}]"#, "[0]", .timestamp),
      (#"[{"keyframes":[{"time":0,"box":[0,0,1,1]},{"time":1}]}]"#, "[0].keyframes[1]", .wrongType),
      (#"[{"start":0,"end":1,"box":[0,0,1,1]}] []"#, "", .syntax),
      (#"[{"start":0,"end":1,"box":[0,0,1,1]}"#, "[0]", .truncated),
    ] as [(String, String, DetectionError.Code)])
  func `invalid input is rejected with its path`(
    text: String, path: String, code: DetectionError.Code
  ) {
    let error = #expect(throws: DetectionError.self) { try read(text) }
    #expect(error?.code == code)
    #expect(error?.path == path)
  }
}
