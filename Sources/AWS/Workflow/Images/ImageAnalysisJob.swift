import Core
import Detections
import StillImages

/// One request, validated: nothing was called for it yet.
struct ImageAnalysisJob: Sendable {
  var requestID: String
  /// The image as received.
  var original: [UInt8]
  /// The image that was validated, without what follows its end.
  var bytes: [UInt8]
  var format: StillImageFormat
  var plan: ImageRedaction
  /// What is asked for, and what has to be known so that it can be hidden.
  var features: [ImageFeature]
  var identity: ImageIdentity

  /// - Parameter standard: what is looked for if the request does not say.
  /// - Throws: `HTTPFailure`.
  init(
    _ event: HTTPRequestEvent, _ upload: ImageUpload, _ image: StillImage, _ plan: ImageRedaction,
    standard: [ImageFeature]
  ) throws(HTTPFailure) {
    let wanted = (upload.parameters.features ?? standard) + (try ImageFeature.needed(for: plan.hide))
    features = ImageFeature.allCases.filter(wanted.contains)
    (requestID, original, bytes, format) = (event.requestID, upload.image, image.bytes, upload.format)
    self.plan = plan
    identity = try ImageIdentity(event, image: upload.image, features: features, plan)
  }
}

/// The identity of a request: the same for a repetition.
struct ImageIdentity: Sendable, Equatable {
  /// 32 hexadecimal digits, of the idempotency key or else of the request's ID.
  var id: String
  /// The SHA-256 of the image and of all that is asked for.
  var fingerprint: String
  /// Whether the client gave an idempotency key.
  var isRepeatable: Bool

  private static let maxKeyLength = 255

  /// - Throws: `HTTPFailure` for an invalid idempotency key.
  init(
    _ event: HTTPRequestEvent, image: [UInt8], features: [ImageFeature], _ plan: ImageRedaction
  ) throws(HTTPFailure) {
    fingerprint = Self.digest([
      SHA256.hex(image), features.map(\.rawValue).joined(separator: ","), plan.hide.description, plan.effect,
    ])
    let seed: [String]
    if let key = event.headers["idempotency-key"] {
      guard (1...Self.maxKeyLength).contains(key.utf8.count),
        key.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
      else {
        throw .badRequest(
          "InvalidIdempotencyKey",
          "Idempotency-Key takes 1 to \(Self.maxKeyLength) printable ASCII characters")
      }
      // Keys of different clients are different ones.
      (seed, isRepeatable) = (["key", event.principal, key], true)
    } else {
      (seed, isRepeatable) = (["request", event.requestID], false)
    }
    id = String(Self.digest(seed).prefix(32))
  }

  /// The SHA-256 of texts, each with its length, so that no two lists are alike.
  private static func digest(_ texts: [String]) -> String {
    SHA256.hex(texts.map { "\($0.utf8.count):\($0)" }.joined().utf8)
  }
}
