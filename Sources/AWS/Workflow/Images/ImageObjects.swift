import AWS
import Core
import S3
import StillImages

/// The objects of one analysis, below `PREFIX/ID/`.
struct ImageObjects: Sendable {
  private let folder: ObjectReference
  private let format: StillImageFormat

  init(id: String, bucket: String, prefix: String, format: StillImageFormat) {
    folder = ObjectReference(bucket: bucket, key: "\(prefix)/\(id)/")
    self.format = format
  }

  var result: ObjectReference { folder.beside("result.json") }
  var hidden: ObjectReference { folder.beside("hidden.\(format.extensions[0])") }
  var original: ObjectReference { folder.beside("original.\(format.extensions[0])") }

  /// An original that Rekognition reads and that is deleted then: one for each request, so that none deletes that of
  /// another.
  func upload(of requestID: String) -> ObjectReference {
    folder.beside("upload-\(SHA256.hex(requestID.utf8).prefix(16)).\(format.extensions[0])")
  }

  /// The properties of an image. Its metadata tell from which request it is.
  ///
  /// - Parameter isOriginal: originals have a tag, by which a lifecycle rule finds them.
  func properties(fingerprint: String, isOriginal: Bool) -> S3Properties {
    var properties = S3Properties()
    properties.contentType = format == .png ? "image/png" : "image/jpeg"
    // A link to another origin downloads only what is stored as an attachment; the page shows it all the same.
    let name = isOriginal ? original : hidden
    properties.contentDisposition =
      "attachment; filename=\"\(name.key.split(separator: "/").last ?? "image")\""
    properties.metadata = [Self.fingerprintName: fingerprint]
    if isOriginal { properties.tags = ["frameveil": "original"] }
    return properties
  }

  static let fingerprintName = "frameveil-fingerprint"
}
