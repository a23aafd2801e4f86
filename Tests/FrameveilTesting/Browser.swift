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

/// Chromium, used by scripts.
public enum Browser {
  /// Runs a scenario of Tests/Stack/image-page, which uses the page as a person does; returns what was seen.
  ///
  /// - Parameter screenshots: the folder for them.
  public static func read(
    _ scenario: String, _ url: String, picture: String, screenshots: String? = nil
  ) throws -> JSON {
    try run("image-page", [scenario, url, picture] + [screenshots].compactMap(\.self))
  }

  /// Runs a scenario of Tests/Stack/review-page, which reviews a video as a person does; returns what was seen.
  ///
  /// - Parameter screenshots: the folder for them.
  public static func review(_ scenario: String, _ url: String, screenshots: String? = nil) throws -> JSON {
    try run("review-page", [scenario, url] + [screenshots].compactMap(\.self))
  }

  /// Plays a video, then seeks to each of the times in seconds; see Tests/Stack/video-page.
  public static func play(_ video: String, seekingTo times: [Double]) throws -> VideoPlayback {
    try run("video-page", [video] + times.map { "\($0)" })
  }

  /// Opens the page of a report; see Tests/Stack/report-page.
  public static func open(report: String) throws -> JSON { try run("report-page", [report]) }

  private static func run<Seen: Decodable>(_ script: String, _ arguments: [String]) throws -> Seen {
    let output = try Program(
      [
        "\(Frameveil.repository)/.build/browser-judges/bin/python",
        "\(Frameveil.repository)/Tests/Stack/\(script)",
      ] + arguments
    ).runTool()
    return try JSONDecoder().decode(Seen.self, from: Data(output))
  }
}
