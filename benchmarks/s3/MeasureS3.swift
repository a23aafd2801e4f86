import AWS
import Glibc
import HTTP
import S3

/// Reads an object from its first byte to its last as an input is read, and says how fast that went:
/// `measure-s3 BUCKET KEY`.
@main enum MeasureS3 {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { return print("usage: measure-s3 BUCKET KEY") }
    let clock = ContinuousClock()
    let start = clock.now
    let client = try AWSClient(transport: HTTPClient(HTTPOptions(userAgent: "measure-s3")))
    let object = try await S3Object.open(ObjectReference(bucket: arguments[1], key: arguments[2]), by: client)
    var offset: UInt64 = 0
    while offset < object.size {
      offset += UInt64(try await object.read(piece, at: offset).count)
    }
    let seconds = (clock.now - start) / .seconds(1)
    let requests = await object.counters.requests
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print(
      "\(seconds) s, \(offset) bytes, \(requests) requests, \(usage.ru_maxrss >> 10) MiB of memory at most")
  }

  /// As much as a demuxer asks for at once.
  private static let piece = 256 << 10
}
