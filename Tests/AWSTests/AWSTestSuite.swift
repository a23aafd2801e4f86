import AWS
import Core
import FoundationEssentials
import FrameveilTesting
import Testing

/// A test vector of AWS's SigV4 test suite: a request and the expected result of each signing step.
struct Vector: CustomTestStringConvertible {
  let name: String
  let request: SigningRequest
  let body: [UInt8]
  let token: String?
  private let path: String

  var testDescription: String { name }

  static let folder = "\(Frameveil.repository)/.build/judges/aws4_testsuite"

  /// All vectors in the folder that `scripts/install-judges` fills; empty if it was not run.
  static let all: [Vector] = {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".req") }.sorted().compactMap { try? Vector(String($0.dropLast(4))) }
  }()

  private init(_ name: String) throws {
    self.name = name
    path = "\(Self.folder)/\(name)"
    let text = try Self.read("\(path).req")
    let halves = text.split(separator: "\n\n", maxSplits: 1)
    body = halves.count > 1 ? Array(halves[1].utf8) : []
    var lines = halves[0].split(separator: "\n")
    let requestLine = lines.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
    let target = requestLine.dropFirst().dropLast().joined(separator: " ").split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var headers: [(name: String, value: String)] = []
    for line in lines {
      if line.first == " " {
        headers[headers.count - 1].value += "\n" + line
      } else {
        let field = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        headers.append((String(field[0]), String(field[1])))
      }
    }
    // Some requests lack the session token, which the canonical request contains.
    let name = "x-amz-security-token:"
    token = try Self.read("\(path).creq").split(separator: "\n").first { $0.hasPrefix(name) }.map {
      String($0.dropFirst(name.count))
    }
    if let token, !headers.contains(where: { $0.name == "X-Amz-Security-Token" }) {
      headers.append(("X-Amz-Security-Token", token))
    }
    request = SigningRequest(
      method: String(requestLine[0]), path: String(target[0]),
      query: target.count > 1 ? String(target[1]) : "",
      headers: headers)
  }

  /// The expected result of a step: `creq`, `sts` or `authz`.
  func expected(_ step: String) throws -> String { try Self.read("\(path).\(step)") }

  private static func read(_ path: String) throws -> String {
    let bytes = try #require(FileManager.default.contents(atPath: path), "\(path) cannot be read")
    return String(decoding: bytes, as: UTF8.self)
  }
}
