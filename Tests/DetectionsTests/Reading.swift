import Detections
import Geometry

/// A source that hands out the bytes of a text, `chunkSize` at a time.
func source(_ text: String, chunkSize: Int = .max) -> (inout [UInt8]) throws -> Void {
  source(Array(text.utf8), chunkSize: chunkSize)
}

/// A source that hands out bytes, `chunkSize` at a time.
func source(_ bytes: [UInt8], chunkSize: Int = .max) -> (inout [UInt8]) throws -> Void {
  var rest = bytes[...]
  return { buffer in
    buffer.append(contentsOf: rest.prefix(chunkSize))
    rest = rest.dropFirst(chunkSize)
  }
}

/// All samples of a text, in its order.
func samples(
  _ text: String, _ subjects: Subjects = .faces, chunkSize: Int = .max
) throws(DetectionError) -> [DetectionSample] {
  var reader = DetectionReader(subjects: subjects, fill: source(text, chunkSize: chunkSize))
  var samples: [DetectionSample] = []
  while let sample = try reader.next() { samples.append(sample) }
  return samples
}

/// The error that reading a text ends with.
func refusal(
  _ text: String, _ subjects: Subjects = .faces, chunkSize: Int = .max
) -> DetectionError? {
  do {
    _ = try samples(text, subjects, chunkSize: chunkSize)
    return nil
  } catch {
    return error
  }
}

/// A time in milliseconds.
func ms(_ milliseconds: Int64) -> MediaTime { MediaTime(nanoseconds: milliseconds * 1_000_000) }

extension DetectionSample {
  /// A sample of faces at certain left edges, 0.25 wide and high, at the top.
  init(_ milliseconds: Int64, lefts: [Double], confidence: Double = 100, identity: Int64? = nil) {
    self.init(
      time: ms(milliseconds),
      boxes: lefts.map {
        DetectedBox(
          box: Box(left: $0, top: 0, width: 0.25, height: 0.25), confidence: confidence, identity: identity)
      })
  }
}
