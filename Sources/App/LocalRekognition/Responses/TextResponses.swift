import FaceDetection

extension Responses {
  struct DetectText: Encodable {
    var TextDetections: [TextDetection] = []
    var TextModelVersion: String
  }

  struct TextDetection: Encodable {
    var DetectedText: String
    var `Type`: String
    var Id: Int
    /// The line of a word.
    var ParentId: Int?
    var Confidence: Double
    var Geometry: Geometry
  }

  struct Geometry: Encodable {
    var BoundingBox: BoundingBox
    /// The corners, in the reading direction from the start of the upper edge.
    var Polygon: [Point]
  }

  struct Point: Encodable {
    var X: Double
    var Y: Double
  }
}

extension Responses.DetectText {
  /// All lines, then all words, numbered from 0, as Amazon Rekognition orders them.
  init(_ lines: [ReadLine], modelVersion: String) {
    TextModelVersion = modelVersion
    TextDetections = lines.enumerated().map { Responses.TextDetection($1.line, "LINE", id: $0, line: nil) }
    for (index, line) in lines.enumerated() {
      for word in line.words {
        TextDetections.append(
          Responses.TextDetection(word, "WORD", id: TextDetections.count, line: index))
      }
    }
  }
}

extension Responses.TextDetection {
  fileprivate init(_ text: ReadText, _ type: String, id: Int, line: Int?) {
    self.init(
      DetectedText: text.text, Type: type, Id: id, ParentId: line, Confidence: text.confidence,
      Geometry: Responses.Geometry(
        BoundingBox: Responses.BoundingBox(text.quad.box),
        Polygon: text.quad.corners.map { Responses.Point(X: $0.x, Y: $0.y) }))
  }
}
