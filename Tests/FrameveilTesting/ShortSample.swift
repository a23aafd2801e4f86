import FoundationEssentials

/// A part of the sample with its detections, for tests that need real faces but not eight seconds of them.
public struct ShortSample: Sendable {
  /// The video's path.
  public let video: String
  /// The path of the response of GetFaceDetection.
  public let detections: String

  /// The first second: 30 frames, in one group of pictures.
  public static var oneSecond: ShortSample { get throws { try first.get() } }
  /// The fifth second, with all three faces. Two or three frames follow it.
  public static var threeFaces: ShortSample { get throws { try fifth.get() } }

  private static let first = Result { try ShortSample(from: 0, milliseconds: 1000) }
  private static let fifth = Result { try ShortSample(from: 4000, milliseconds: 1000) }

  /// - Parameter start: a multiple of 2000, where a group of pictures begins.
  private init(from start: Int, milliseconds: Int) throws {
    let whole = Frameveil.sample("faces.mp4")
    video = try ClipMaker.clip(
      "sample-\(start)-\(milliseconds).mp4",
      ["-ss", "\(start)ms", "-t", "\(milliseconds)ms", "-i", whole, "-c", "copy", "-movflags", "+faststart"])
    guard
      case .object(var response) = try JSONDecoder().decode(
        JSON.self, from: Data(bytes(of: Frameveil.sample("faces.json")))),
      case .object(var metadata)? = response["VideoMetadata"]
    else { throw TestingError("the sample's detections have another shape") }
    metadata["DurationMillis"] = .integer(milliseconds)
    response["VideoMetadata"] = .object(metadata)
    let faces = (response["Faces"]?.elements ?? []).compactMap { entry -> JSON? in
      guard case .object(var face) = entry, let time = entry["Timestamp"].int,
        (start..<start + milliseconds).contains(time)
      else { return nil }
      face["Timestamp"] = .integer(time - start)
      return .object(face)
    }
    response["Faces"] = .array(faces)
    detections = try ClipMaker.text(
      "sample-\(start)-\(milliseconds).json",
      String(decoding: JSONEncoder().encode(JSON.object(response)), as: UTF8.self))
  }
}
