import AWS
import Core
import HTTP
import Media
import S3

/// Where OUTPUT says that a result goes.
enum OutputDestination {
  /// Claims the place of a result; nil for standard output, where nothing can be taken back.
  ///
  /// - Parameters:
  ///   - input: what the result is made of, which is never replaced, and whose rights a file gets.
  ///   - properties: what an object in a bucket gets beside its bytes; its media type is told by the key.
  static func claim(
    _ output: Address, replacing: Bool, input: Address?, properties: S3Properties = S3Properties()
  ) async throws -> (any ResultSink)? {
    switch output {
    case .standard: return nil
    case .file(let path): return try OutputFile(path: path, replacing: replacing, input: input?.readablePath)
    case .url(let url): return HTTPUpload(url, type: MediaType.of(output), by: try Remote.http())
    case .object(let location):
      guard input?.isSameObject(as: location) != true else {
        throw UserError(
          .cannotCreate, "\(location)", "is the input itself, which is never overwritten",
          remedy: "name another output")
      }
      var properties = properties
      properties.contentType = MediaType.of(output)
      return try await S3Sink(
        Remote.aws(), location, properties: properties, replacing: replacing,
        partsInFlight: MemoryLimit.isTight ? 1 : S3Sink.partsInFlight)
    }
  }
}

extension Address {
  /// The path under which this machine has it, standard input as well.
  fileprivate var readablePath: String? { self == .standard ? "/dev/stdin" : localPath }

  fileprivate func isSameObject(as location: ObjectReference) -> Bool {
    guard case .object(let own) = self else { return false }
    return own.isSameObject(as: location)
  }
}

/// Media types by the ending of a name (IANA).
private enum MediaType {
  static func of(_ place: Address) -> String {
    switch place.path.split(separator: ".").last?.lowercased() {
    case "mp4", "m4v": return "video/mp4"
    case "mov", "qt": return "video/quicktime"
    case "mkv": return "video/matroska"
    case "webm": return "video/webm"
    case "json": return "application/json"
    case "ndjson": return "application/x-ndjson"
    case "html": return "text/html; charset=utf-8"
    case "txt": return "text/plain; charset=utf-8"
    default: return "application/octet-stream"
    }
  }
}
