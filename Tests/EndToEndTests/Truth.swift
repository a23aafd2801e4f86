import FoundationEssentials
import FrameveilTesting

/// The true face boxes of every frame of the sample.
struct Truth: Decodable {
  struct Frame: Decodable {
    var frame: Int
    var faces: [Face]
  }
  struct Face: Decodable {
    var id: Int
    var box: Box
    var visible: Double
  }
  struct Box: Decodable {
    var left, top, width, height: Double

    enum CodingKeys: String, CodingKey {
      case left = "Left"
      case top = "Top"
      case width = "Width"
      case height = "Height"
    }

    /// The columns and rows of a frame whose centres lie in the box.
    func pixels(width columns: Int, height rows: Int) -> (x: Range<Int>, y: Range<Int>) {
      func range(_ low: Double, _ high: Double, _ extent: Int) -> Range<Int> {
        let start = max(0, min(extent, Int((low * Double(extent)).rounded())))
        return start..<max(start, min(extent, Int((high * Double(extent)).rounded())))
      }
      return (range(left, left + width, columns), range(top, top + height, rows))
    }
  }

  var frames: [Frame]

  static func load() throws -> Truth {
    let data = Data(try bytes(of: Frameveil.sample("truth.json")))
    return try JSONDecoder().decode(Truth.self, from: data)
  }
}

/// Generated detections: a Rekognition response with the same boxes at each timestamp.
enum DetectionResponse {
  /// The JSON text; boxes are left, top, width and height.
  static func text(
    _ boxes: [[Double]] = [], milliseconds: [Int] = [0, 500, 1000, 1500, 2000], status: String = "SUCCEEDED",
    metadata: String? = nil
  ) -> String {
    let faces = milliseconds.flatMap { time in
      boxes.map { box in
        #"{"Timestamp":\#(time),"Face":{"BoundingBox":{"Left":\#(box[0]),"Top":\#(box[1]),"#
          + #""Width":\#(box[2]),"Height":\#(box[3])},"Confidence":99.9}}"#
      }
    }
    let described = metadata.map { #","VideoMetadata":\#($0)"# } ?? ""
    return #"{"JobStatus":"\#(status)"\#(described),"Faces":[\#(faces.joined(separator: ","))]}"#
  }

  /// One face in the top left corner.
  static let corner = text([[0.02, 0.02, 0.15, 0.2]])
}
