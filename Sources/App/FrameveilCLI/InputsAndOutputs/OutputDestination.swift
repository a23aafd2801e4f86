import AWS
import AWS
import Core
import HTTP
import Media
import S3

/// Opens the destination of an output.
enum OutputDestination {
  /// Claims the destination of an output. Returns nil for standard output, where published data cannot be withdrawn.
  ///
  /// - Parameters:
  ///   - input: the source of the output. It is never overwritten, and an output file gets its permissions.
  ///   - properties: the S3 properties of an object; the content type follows from the key.
  static func claim(
    _ output: Address, replacing: Bool, input: Address?, properties: S3Properties = S3Properties()
  ) async throws -> (any ResultSink)? {
    switch output {
    case .standard: return nil
    case .file(let path): return try OutputFile(path: path, replacing: replacing, input: input?.readablePath)
    case .url(let url): return HTTPUpload(url, type: MediaType.of(output), by: try Remote.http())
    case .object(let location):
      try check(location, isNot: input)
      return try await S3Sink(
        Remote.aws(), location, properties: typed(properties, output), replacing: replacing,
        partsInFlight: MemoryLimit.isTight ? 1 : S3Sink.partsInFlight)
    }
  }

  /// Throws if an output object is the input.
  static func check(_ location: ObjectReference, isNot input: Address?) throws {
    guard input?.isSameKey(as: location) != true else {
      throw UserError(
        .cannotCreate, "\(location)", "is the input itself, which is never overwritten",
        remedy: "choose another output")
    }
  }

  /// The properties of an output object, with the media type of its key.
  static func typed(_ properties: S3Properties, _ output: Address) -> S3Properties {
    var properties = properties
    properties.contentType = MediaType.of(output)
    return properties
  }
}

extension Address {
  /// The local path, also for standard input.
  fileprivate var readablePath: String? { self == .standard ? "/dev/stdin" : localPath }

  fileprivate func isSameKey(as location: ObjectReference) -> Bool {
    guard case .object(let own) = self else { return false }
    return own.isSameKey(as: location)
  }
}

/// Media types (IANA) by file name extension.
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
