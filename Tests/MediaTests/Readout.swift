import Core
import Geometry
import Media

/// Everything that a reader returns for an input.
struct Readout: Equatable, Sendable {
  struct Piece: Equatable, Sendable {
    var time: MediaTime
    var digest: UInt64
  }
  var frames: [Piece] = []
  var tracks: [[Piece]] = []
  var duration: MediaTime?
  var orientation = Orientation.identity
  var size = FrameSize(width: 0, height: 0)
  var format = ""

  /// Reads to the end and checks that the input was complete.
  init(_ input: MediaInput) async throws {
    let reader = try MediaReader(input: input, options: .init())
    do {
      try await read(reader)
    } catch {
      await reader.close()
      throw error
    }
    await reader.close()
  }

  private mutating func read(_ reader: MediaReader) async throws {
    let description = try await reader.open()
    (duration, orientation) = (description.duration, description.orientation)
    (size, format) = (description.format.size, description.format.name)
    tracks = try await withThrowingTaskGroup(of: (Int, [Piece]).self) { group in
      for track in description.tracks.indices {
        group.addTask {
          var pieces: [Piece] = []
          while let packet = try await reader.nextPacket(track: track) {
            pieces.append(Piece(time: packet.time, digest: UInt64(packet.count)))
          }
          return (track, pieces)
        }
      }
      group.addTask {
        var pieces: [Piece] = []
        while let frame = try await reader.nextFrame() {
          pieces.append(Piece(time: frame.time, digest: try frame.digest))
        }
        return (-1, pieces)
      }
      let all = try await group.reduce(into: [Int: [Piece]]()) { $0[$1.0] = $1.1 }
      return [all[-1] ?? []] + description.tracks.indices.map { all[$0] ?? [] }
    }
    frames = tracks.removeFirst()
    try await reader.checkComplete()
  }
}

extension Frame {
  /// FNV-1a over the complete 8-byte words of the rows of all planes.
  var digest: UInt64 {
    get throws {
      try read { mapped in
        mapped.planes.reduce(0xCBF2_9CE4_8422_2325) { $0 &* 31 &+ $1.digest(mapped.size) }
      }
    }
  }
}

extension Plane {
  fileprivate func digest(_ size: FrameSize) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let whole = layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
    let count = whole.width * layout.channels * layout.bytesPerValue
    for row in 0..<whole.height {
      let bytes = UnsafeRawBufferPointer(start: base + row * stride, count: count)
      for position in Swift.stride(from: 0, to: count - 7, by: 8) {
        hash = (hash ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) &* 0x0100_0000_01B3
      }
    }
    return hash
  }
}
