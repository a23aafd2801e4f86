public import AWS
import FoundationEssentials

/// The image of a request: the structure `Image` of the service model.
public enum RekognitionImage: Sendable {
  /// A JPEG or PNG file of at most `maxBytes`.
  case bytes([UInt8])
  /// An object of at most `maxObjectBytes` in the region of the service, which is read with the caller's permissions.
  case object(ObjectReference)

  /// The maximum size of an image in a request: 5 MB.
  public static let maxBytes = 5 << 20
  /// The maximum size of an image in S3: 15 MB.
  public static let maxObjectBytes = 15 << 20
}

extension RekognitionImage: CustomStringConvertible {
  /// The resource for error messages.
  public var description: String {
    switch self {
    case .bytes(let bytes): "an image of \(bytes.count) bytes"
    case .object(let object): "\(object)"
    }
  }
}

/// The operations that look at one image.
public enum ImageOperation: String, CaseIterable, Sendable {
  case faces = "DetectFaces"
  case labels = "DetectLabels"
  case text = "DetectText"
  case moderation = "DetectModerationLabels"
}

/// The request members of all `ImageOperation`s.
struct ImageMembers: Encodable {
  struct ImageMember: Encodable {
    var Bytes: Data?
    var S3Object: S3ObjectMember?
  }

  private var Image: ImageMember
  /// Of faces; the default set is the bounding box, the confidence, the landmarks, the pose and the quality.
  private var Attributes: [String]?

  init(_ operation: ImageOperation, _ image: RekognitionImage) {
    switch image {
    case .bytes(let bytes): Image = ImageMember(Bytes: Data(bytes))
    case .object(let object): Image = ImageMember(S3Object: S3ObjectMember(object))
    }
    if operation == .faces { Attributes = ["DEFAULT"] }
  }
}
