/// The parts of a JSON report that the tests check.
struct Report: Decodable {
  struct File: Decodable {
    var name: String
    var bytes: Int?
    var sha256: String?
  }
  struct Track: Decodable {
    var track: Int
    var start, end: Double
    var frames: Int
    var begins, ends: String
    var stretches: [Stretch]
    var thumbnail: String?
  }
  struct Stretch: Decodable {
    var start, end: Double
    var reason: String
  }
  struct Spot: Decodable {
    var kind, advice: String
    var start, end: Double
    var track: Int?
  }
  struct Summary: Decodable {
    var frames, faces, weakSpots: Int
    var untouched: Untouched?
  }
  struct Untouched: Decodable {
    struct Span: Decodable {
      var start, end: Double
      var frames: Int
      var digest: String
    }
    var copiedFrames: Int
    var spans: [Span]
    var encoded: [String: Int]
  }

  var schema: String
  var version: Int
  var input, detections, output: File
  var summary: Summary
  var samplingSeconds: Double?
  var tracks: [Track]
  var weakSpots: [Spot]
  var versions: [String: String]
}
