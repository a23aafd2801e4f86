import Detections
import Geometry

/// A source of a text's bytes, `chunkSize` at a time.
func source(_ text: String, chunkSize: Int = .max) -> (inout [UInt8]) throws -> Void {
  source(Array(text.utf8), chunkSize: chunkSize)
}

/// A source of bytes, `chunkSize` at a time.
func source(_ bytes: [UInt8], chunkSize: Int = .max) -> (inout [UInt8]) throws -> Void {
  var rest = bytes[...]
  return { buffer in
    buffer.append(contentsOf: rest.prefix(chunkSize))
    rest = rest.dropFirst(chunkSize)
  }
}

/// All samples of a text, in order of the input.
func samples(
  _ text: String, _ subjects: Subjects = .faces, chunkSize: Int = .max
) throws(DetectionError) -> [DetectionSample] {
  var reader = DetectionReader(subjects: subjects, fill: source(text, chunkSize: chunkSize))
  var samples: [DetectionSample] = []
  while let sample = try reader.next() { samples.append(sample) }
  return samples
}

/// The error of reading a text, if any.
func rejection(
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
  /// A sample of faces with the given left edges, 0.25 by 0.25, at the top edge.
  init(_ milliseconds: Int64, lefts: [Double], confidence: Double = 100, identity: Int64? = nil) {
    self.init(
      time: ms(milliseconds),
      boxes: lefts.map {
        DetectedBox(
          box: Box(left: $0, top: 0, width: 0.25, height: 0.25), confidence: confidence, identity: identity)
      })
  }
}
