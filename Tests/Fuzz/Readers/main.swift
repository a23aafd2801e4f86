import AWS
import Core
import Detections
import Geometry
import HTTP
import MP4Parsing

// The readers that take foreign bytes, under libFuzzer: the first byte of an input chooses the reader. What a reader
// says does not matter here, but that it comes to an end, and that some things hold of what it gives.

/// A file's bytes, as the readers of movies ask for them.
func reader(_ bytes: [UInt8]) -> MovieIndex.Reader {
  { offset, count in
    guard offset < UInt64(bytes.count) else { return [] }
    return Array(bytes[Int(offset)..<min(bytes.count, Int(offset) + count)])
  }
}

func movie(_ bytes: [UInt8]) {
  let scan = MovieScan.file(size: UInt64(bytes.count), read: reader(bytes))
  if case .indexFirst(let index) = scan {
    precondition(index.length.map { $0 > .zero && $0 <= .longest } ?? true)
  }
  _ = MovieScan.prefix(bytes, isComplete: true)
  _ = MovieScan.prefix(bytes, isComplete: false)
}

/// Reads alike in pieces of any size.
func detections(_ bytes: [UInt8]) {
  func read(_ size: Int, _ subjects: Subjects) -> (Int?, String?) {
    var rest = bytes[...]
    var reader = DetectionReader(subjects: subjects, allowMissingPages: true) { buffer in
      buffer += rest.prefix(size)
      rest = rest.dropFirst(size)
    }
    do throws(DetectionError) {
      return (try DetectionTimeline(reading: &reader).boxCount, nil)
    } catch {
      return (nil, error.description)
    }
  }
  precondition(read(7, .faces) == read(.max, .faces))
  if let every = try? Subjects(parsing: "faces,persons,text,label:\"Car\",moderation") { _ = read(64, every) }
  var rest = bytes
  _ = try? SceneCuts(allowMissingPages: true) { buffer in
    buffer = rest
    rest = []
  }
}

/// Texts of heads, addresses and objects.
func texts(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  if let range = ContentRange(text) { precondition(range.first <= range.last && range.last < range.size) }
  if let object = try? ObjectReference(text) {
    let again = try? ObjectReference(object.description)
    precondition(again == object, "\(object)")
  }
  _ = HTTPAddress(text)?.description
}

/// A request as a server sees it: a method, a path, a query and fields, a line each.
func signature(_ bytes: [UInt8]) {
  let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map {
    String(decoding: $0, as: UTF8.self)
  }
  guard lines.count > 2 else { return }
  let fields = lines.dropFirst(2).map { line in
    let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
    return (name: parts.first ?? "", value: parts.dropFirst().first ?? "")
  }
  let target = lines[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  let request = SigningRequest(
    method: lines[0], path: target[0], query: target.count > 1 ? target[1] : "", headers: fields)
  guard let signature = try? ReceivedSignature(request) else { return }
  let key = AWSCredentials(accessKeyID: signature.accessKeyID, secretAccessKey: "secret")
  try? signature.verify(request, payload: .sha256(of: []), credentials: key, now: signature.seconds)
}

func xml(_ bytes: [UInt8]) { _ = try? XMLElement(parsing: bytes) }

/// Runs the reader that an input's first byte chooses.
func run(_ bytes: [UInt8]) {
  let readers = [movie, detections, texts, signature, xml]
  guard let first = bytes.first else { return }
  readers[Int(first) % readers.count](Array(bytes.dropFirst()))
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
