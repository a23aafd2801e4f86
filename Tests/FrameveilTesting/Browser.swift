import FoundationEssentials
import Synchronization

/// Amazon API Gateway before the program in AWS's Lambda emulator; see Tests/Stack/http-gateway.
public final class HTTPGateway: Sendable {
  /// Ends with a slash.
  public let url: String
  private let service: Mutex<Service>

  /// - Parameter words: the arguments of `frameveil`.
  public init(_ words: [String], environment: [String: String]) throws {
    let emulator = "\(Frameveil.repository)/.build/emulator/aws-lambda-rie"
    let started = try Service(
      "http-gateway", [emulator, Frameveil.path] + words, environment: environment)
    url = started.url
    service = Mutex(started)
  }
}

/// Chromium, used by a script as a person uses it; see Tests/Stack/image-page.
public enum Browser {
  /// Runs a scenario; returns what was seen.
  ///
  /// - Parameter screenshots: the folder for them.
  public static func read(
    _ scenario: String, _ url: String, picture: String, screenshots: String? = nil
  ) throws -> JSON {
    let output = try Program(
      [
        "\(Frameveil.repository)/.build/browser-judges/bin/python",
        "\(Frameveil.repository)/Tests/Stack/image-page", scenario, url, picture,
      ] + [screenshots].compactMap(\.self)
    ).runTool()
    return try JSONDecoder().decode(JSON.self, from: Data(output))
  }
}
