import Geometry

/// The frames of an animated PNG (APNG: PNG, third edition, sections 11.3.6 and 12.3).
struct PNGAnimation {
  /// A frame control chunk, fcTL, and where its data are.
  struct Frame {
    let layout: FrameLayout
    /// Numerator and denominator of its time in seconds, as stored.
    let delay: [UInt8]
    let disposal: UInt8
    let blending: UInt8
    /// The parts of the compressed image data.
    var data: [Range<Int>] = []
  }

  /// The content of acTL: the number of frames, and of repetitions.
  let control: [UInt8]
  private(set) var frames: [Frame] = []
  /// The default image, which readers without animations show, is the first frame.
  private(set) var beginsWithDefaultImage = false

  /// - Returns: nil without an animation control chunk before the image data. Without it, readers ignore frames.
  init?(_ file: [UInt8], _ chunks: [PNGChunk], size: FrameSize) throws(StillImage.Refusal) {
    let start = chunks.firstIndex { $0.type == "IDAT" } ?? chunks.count
    let controls = chunks[..<start].filter { $0.type == "acTL" }
    guard let control = controls.first else { return nil }
    guard controls.count == 1, control.content.count == 8 else { throw .damaged }
    self.control = Array(file[control.content])
    var number: UInt32 = 0
    for chunk in chunks {
      guard chunk.type == "fcTL" || chunk.type == "fdAT" else {
        if chunk.type == "IDAT", frames.count == 1 {
          beginsWithDefaultImage = true
          frames[0].data.append(chunk.content)
        } else if chunk.type == "IDAT", !frames.isEmpty {
          throw .damaged
        }
        continue
      }
      guard chunk.content.count >= 4, PNGChunk.number(file[chunk.content.prefix(4)]) == number else {
        throw .damaged
      }
      number += 1
      let content = chunk.content.dropFirst(4)
      if chunk.type == "fcTL" {
        frames.append(try Frame(Array(file[content]), size))
      } else {
        guard !frames.isEmpty, chunk.content.lowerBound > chunks[start].content.lowerBound,
          !(beginsWithDefaultImage && frames.count == 1)
        else { throw .damaged }
        frames[frames.count - 1].data.append(content)
      }
    }
    try check(size)
  }

  private func check(_ size: FrameSize) throws(StillImage.Refusal) {
    guard UInt32(frames.count) == PNGChunk.number(control[..<4]), !frames.isEmpty,
      frames.allSatisfy({ !$0.data.isEmpty }),
      !beginsWithDefaultImage
        || frames[0].layout.rect == PixelRect(x: 0, y: 0, width: size.width, height: size.height)
    else { throw .damaged }
  }

  /// The times at which frames begin, from zero.
  var times: [MediaTime] {
    frames.reduce(into: [MediaTime.zero]) { times, frame in
      times.append(MediaTime(nanoseconds: (times.last ?? .zero).nanoseconds + frame.duration))
    }.dropLast()
  }
}

extension PNGAnimation.Frame {
  fileprivate init(_ content: [UInt8], _ size: FrameSize) throws(StillImage.Refusal) {
    guard content.count == 22 else { throw .damaged }
    let number = { (place: Int) in Int(PNGChunk.number(content[place..<place + 4])) }
    let rect = PixelRect(x: number(8), y: number(12), width: number(0), height: number(4))
    guard !rect.isEmpty, rect.maxX <= size.width, rect.maxY <= size.height, content[20] <= 2, content[21] <= 1
    else {
      throw .damaged
    }
    (delay, disposal, blending) = (Array(content[16..<20]), content[20], content[21])
    let disposals: [FrameLayout.Disposal] = [.none, .background, .previous]
    layout = FrameLayout(
      rect: rect, disposal: disposals[Int(content[20])], blending: content[21] == 0 ? .source : .over)
  }

  /// In nanoseconds. Browsers show a frame of ten milliseconds and less for a tenth of a second.
  fileprivate var duration: Int64 {
    let (numerator, denominator) = (
      Int64(delay[0]) << 8 | Int64(delay[1]), Int64(delay[2]) << 8 | Int64(delay[3])
    )
    let duration = numerator * 1_000_000_000 / (denominator == 0 ? 100 : denominator)
    return duration > 10_000_000 ? duration : 100_000_000
  }

  /// The content of fcTL.
  func coded(_ number: UInt32, _ rect: PixelRect, isRewritten: Bool) -> [UInt8] {
    [number, UInt32(rect.width), UInt32(rect.height), UInt32(rect.x), UInt32(rect.y)].flatMap(PNGChunk.bytes)
      + delay + (isRewritten ? [0, 0] : [disposal, blending])
  }
}
