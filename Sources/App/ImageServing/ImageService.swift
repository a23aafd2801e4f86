public import LocalRekognition
public import Workflow

/// The function `analyze-image` of this machine, with its store and the local Rekognition.
public struct ImageService: Sendable {
  /// Where objects are.
  public enum Store: Sendable {
    case folder(FolderImages)
    case bucket(String, prefix: String?, any ImageStore)
  }

  private let store: Store
  private let operations: ImageOperations
  private let redactor: any ImageRedactor
  private let keepsOriginals: Bool

  public init(
    _ store: Store, _ operations: ImageOperations, _ redactor: any ImageRedactor, keepsOriginals: Bool
  ) {
    (self.store, self.operations) = (store, operations)
    (self.redactor, self.keepsOriginals) = (redactor, keepsOriginals)
  }

  /// The function for the clients that know this server by an origin.
  func function(at origin: String) throws(WorkflowError) -> AnalyzeImage {
    var variables = ["KEEP_ORIGINALS": keepsOriginals ? "true" : "false"]
    let images: any ImageStore
    switch store {
    case .folder(var folder):
      folder.origin = origin
      images = folder
      variables["IMAGES_BUCKET"] = FolderImages.bucket
    case .bucket(let name, let prefix, let bucket):
      images = bucket
      variables["IMAGES_BUCKET"] = name
      variables["IMAGES_PREFIX"] = prefix
    }
    return try AnalyzeImage(
      Variables(variables), store: images, service: LocalDetection(operations, store: images),
      redactor: redactor)
  }

  /// The object of a folder that a signed path leads to; nil if there is none. Those of a bucket are read there.
  func object(at path: String, query: String) async throws -> (key: String, bytes: [UInt8])? {
    guard case .folder(let folder) = store else { return nil }
    return try await folder.object(at: path, query: query)
  }
}
