import FoundationEssentials

/// The beginning of the sample with its detections, for tests that need real faces but not eight seconds of them.
public struct ShortSample: Sendable {
  /// The video's path.
  public let video: String
  /// The path of the response of GetFaceDetection.
  public let detections: String

  /// The first second: 30 frames, in one group of pictures.
  public static var oneSecond: ShortSample { get throws { try ShortSample(milliseconds: 1000) } }
  /// 66 frames, in two groups of pictures.
  public static var twoGroups: ShortSample { get throws { try ShortSample(milliseconds: 2200) } }

  private init(milliseconds: Int) throws {
    let whole = Frameveil.sample("faces.mp4")
    video = try ClipMaker.clip(
      "sample-\(milliseconds).mp4",
      ["-t", "\(milliseconds)ms", "-i", whole, "-c", "copy", "-movflags", "+faststart"])
    guard
      case .object(var response) = try JSONDecoder().decode(
        JSON.self, from: Data(bytes(of: Frameveil.sample("faces.json")))),
      case .object(var metadata)? = response["VideoMetadata"]
    else { throw TestingError("the sample's detections have another shape") }
    metadata["DurationMillis"] = .integer(milliseconds)
    response["VideoMetadata"] = .object(metadata)
    response["Faces"] = .array(
      response["Faces"]?.elements.filter { ($0["Timestamp"].int ?? 0) < milliseconds } ?? [])
    detections = try ClipMaker.text(
      "sample-\(milliseconds).json",
      String(decoding: JSONEncoder().encode(JSON.object(response)), as: UTF8.self))
  }
}
