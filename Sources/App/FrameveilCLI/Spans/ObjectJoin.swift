import AWS
import Core
import Media
import Pipeline
import S3

/// Joins pieces that lie in a store into an object there. The store copies their media data itself; only tables are read, and
/// what is too small to be a part of an upload.
struct ObjectJoin {
  let job: JoinJob
  let profile: EncodeProfile
  let client: AWSClient

  /// The tables that are read at once.
  private static let readsAtOnce = 8
  /// The last bytes of a piece that are read with one request; the table of a minute takes some 150 KB.
  private static let tailSize = 256 << 10

  /// - Returns: nil if the container needs the bytes of the media data, so that nothing was written.
  func run(
    _ pieces: [ObjectReference], to location: ObjectReference, properties: S3Properties, replacing: Bool
  ) async throws -> MediaWriter.Result? {
    let found = try await read(pieces)
    let named = found.map { ($0.piece, "\($0.object.location)") }
    guard var container = try await job.container(of: named, profile: profile, name: "\(location)") else {
      return nil
    }
    let media = container.order.map { place in
      ObjectSegment.range(0..<found[place].piece.table.bytes, of: found[place].object)
    }
    let assembly = ObjectAssembly(client, location, properties: properties, replacing: replacing)
    let leftover = try await assembly.write([.bytes(container.head)] + media + [.bytes(container.tail)])
    if let leftover { container.result.notes.append("\(leftover)") }
    return container.result
  }

  private typealias Found = (piece: Piece, object: PinnedObject)

  /// The tables of pieces, in their order.
  private func read(_ pieces: [ObjectReference]) async throws -> [Found] {
    try await withThrowingTaskGroup(of: (Int, Found).self) { group in
      var found: [Int: Found] = [:]
      for (place, piece) in pieces.enumerated() {
        if place >= Self.readsAtOnce, let next = try await group.next() { found[next.0] = next.1 }
        group.addTask { (place, try await read(piece)) }
      }
      while let next = try await group.next() { found[next.0] = next.1 }
      return pieces.indices.compactMap { found[$0] }
    }
  }

  private func read(_ location: ObjectReference) async throws -> Found {
    let (store, name) = (S3Client(client), "\(location)")
    let (tail, object) = try await store.tail(of: location, upTo: Self.tailSize)
    let length = try Piece.trailerLength(tail, size: object.size, name: name)
    let trailer =
      length <= tail.count
      ? Array(tail.suffix(length))
      : try await store.read(object.size - UInt64(length)..<object.size, of: object)
    return (try Piece(trailer: trailer, size: object.size, name: name), object)
  }
}
