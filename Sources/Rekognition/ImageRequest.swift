public import AWS
import FoundationEssentials

/// What is asked about one picture, and answered at once.
public struct ImageRequest: Sendable {
  /// What to look for.
  public enum Kind: String, Sendable, CaseIterable {
    case faces, labels, text, moderation

    /// The operation that looks.
    public var operation: String {
      switch self {
      case .faces: "DetectFaces"
      case .labels: "DetectLabels"
      case .text: "DetectText"
      case .moderation: "DetectModerationLabels"
      }
    }
  }

  /// Where the picture is.
  public enum Picture: Sendable {
    /// JPEG or PNG, up to 5 MB.
    case bytes([UInt8])
    /// JPEG or PNG in a bucket, up to 15 MB.
    case object(StoredObject)
  }

  /// What to look for.
  public var kind: Kind
  /// Where.
  public var picture: Picture
  /// What is less sure, 0...100, is not told; nil for the service's own limit. Faces are always told all.
  public var minConfidence: Double?

  /// Asks about a picture.
  public init(_ kind: Kind, _ picture: Picture, minConfidence: Double? = nil) {
    self.kind = kind
    self.picture = picture
    self.minConfidence = minConfidence
  }
}

extension RekognitionClient {
  /// Looks at a picture; gives the answer's JSON.
  public func detect(_ request: ImageRequest) async throws -> [UInt8] {
    let subject: String
    switch request.picture {
    case .bytes: subject = "the picture"
    case .object(let object): subject = "\(object)"
    }
    return try await call(request.kind.operation, ImageMembers(request), about: subject)
  }
}

/// The members of the operations on pictures.
private struct ImageMembers: Encodable {
  struct ImageMember: Encodable {
    /// JSON has it in Base64, which is how `Data` is encoded.
    var Bytes: Data?
    var S3Object: S3ObjectMember?
  }
  struct FiltersMember: Encodable {
    struct Words: Encodable { var MinConfidence: Double }
    var WordFilter: Words
  }

  private var Image: ImageMember
  private var MinConfidence: Double?
  private var Filters: FiltersMember?

  init(_ request: ImageRequest) {
    switch request.picture {
    case .bytes(let bytes): Image = .init(Bytes: Data(bytes))
    case .object(let object): Image = .init(S3Object: S3ObjectMember(object))
    }
    switch request.kind {
    case .faces: break
    case .labels, .moderation: MinConfidence = request.minConfidence
    case .text: Filters = request.minConfidence.map { .init(WordFilter: .init(MinConfidence: $0)) }
    }
  }
}
