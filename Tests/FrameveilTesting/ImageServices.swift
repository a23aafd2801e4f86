import FoundationEssentials
import Synchronization

/// Amazon Rekognition's operations on images, with given responses; see Tests/Stack/image-detection.
public final class ImageDetectionServer: Sendable {
  /// A request that was answered or refused.
  public struct Request: Decodable, Sendable {
    public var operation: String
    /// The size of the image that was sent; nil for an object.
    public var bytes: Int?
    /// The key of the object that was read.
    public var key: String?

    public init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      operation = try list.decode(String.self)
      let image = try list.decode(JSON.self)
      (bytes, key) = (image.int, image.text)
    }
  }

  public let url: String
  private let service: Mutex<Service>

  /// - Parameters:
  ///   - responses: by operation.
  ///   - store: the S3 server from which objects are read.
  public init(_ responses: [String: JSON], store: String) throws {
    let keys = ObjectServer.owner
    let place: JSON = ["url": .string(store), "key": .string(keys.id), "secret": .string(keys.secret)]
    let words = try [JSON.object(responses), place].map {
      String(decoding: try JSONEncoder().encode($0), as: UTF8.self)
    }
    let started = try Service("image-detection", words)
    url = started.url
    service = Mutex(started)
  }

  /// The requests so far.
  public func requests() throws -> [Request] {
    let line = try service.withLock { try $0.ask("") }
    return try JSONDecoder().decode([Request].self, from: Data(line.utf8))
  }
}

/// moto as an S3 server; see Tests/Stack/moto-server.
public final class MotoServer: Sendable {
  public let url: String
  private let service: Mutex<Service>

  public init() throws {
    let started = try Service(
      "moto-server", python: "\(Frameveil.repository)/.build/e2e/bin/python")
    url = started.url
    service = Mutex(started)
  }
}

/// Events of HTTP requests as API Gateway makes them; see Tests/Stack/http-event.
public enum GatewayEvents {
  public static func events(_ requests: [JSON]) throws -> [JSON] {
    let words = try requests.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    let script = "\(Frameveil.repository)/Tests/Stack/http-event"
    let output = try Program([Judges.program("python"), script] + words).runTool()
    return try JSONDecoder().decode([JSON].self, from: Data(output))
  }
}

/// A client of the image API of a server; see Tests/Stack/image-client.
public enum ImageClient {
  /// Sends requests one after the other.
  ///
  /// - Returns: a JSON object for each: `request` and `response`.
  public static func send(_ requests: [JSON], to url: String) throws -> [JSON] {
    let words = try requests.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    let script = "\(Frameveil.repository)/Tests/Stack/image-client"
    let output = try Program([Judges.program("python"), script, url] + words).runTool()
    return try output.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(JSON.self, from: Data($0))
    }
  }
}

/// The OpenAPI description of the image API; see scripts/judge-api.
public enum APIJudge {
  /// Judges responses, and requests that are not null.
  ///
  /// - Parameter cases: JSON objects with `request` and `response`.
  /// - Returns: the status of each response.
  public static func judge(_ cases: [JSON]) throws -> [Int] {
    let folder = try TemporaryFolder()
    let lines = try cases.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    let path = try folder.write("cases.jsonl", lines.joined(separator: "\n") + "\n")
    let python = "\(Frameveil.repository)/.build/e2e/bin/python"
    let output = try Program([python, "\(Frameveil.repository)/scripts/judge-api", path]).runTool()
    return String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
  }
}
